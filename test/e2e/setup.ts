import { startLocalCloud } from '../../localstack/local-cloud.ts';
import { newTestInstance, testEndpointsOf } from '../../localstack/test-instance.ts';

/**
 * Starts a local cloud of this test run's own, on free ports beside any other, and deploys the app there. With
 * CHEMCHAT_ENDPOINTS set, the tests use what it names instead.
 */
export default async () => {
  if (process.env.CHEMCHAT_ENDPOINTS) return;
  const instance = await newTestInstance();
  const { outputs } = await startLocalCloud(instance, { search: true, persistent: false });
  process.env.CHEMCHAT_ENDPOINTS = JSON.stringify(testEndpointsOf(instance, outputs));
};
