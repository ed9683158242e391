import { stopLocalCloud } from '../../localstack/local-cloud.ts';
import { thisTestInstance } from '../../localstack/test-instance.ts';

/** Stops what setup.ts started; nothing where the tests used a running instance. Its logs stay until the next run. */
export default () => stopLocalCloud(thisTestInstance());
