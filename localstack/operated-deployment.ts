import type { SearchAddress } from '../functions/platform/search/open-search.ts';
import { Failure } from './failure.ts';
import type { Instance } from './instance.ts';
import { localAws } from './local-aws.ts';
import { searchUrl } from './opensearch.ts';
import { deployedOutputs, type Outputs, outputOf } from './outputs.ts';
import { searchAddressOnAws } from './search-address.ts';

/** Names of a deployment on AWS; the person's own credentials and region reach it. */
export interface AwsNames {
  readonly CHAT_TABLE?: string | undefined;
  readonly LIVE_TABLE?: string | undefined;
  readonly EVENT_BUS?: string | undefined;
  readonly SEARCH_ENDPOINT?: string | undefined;
  readonly INDEX_QUEUE_URL?: string | undefined;
}

/** Search, and the queue before it. */
interface OperatedSearch {
  readonly address: SearchAddress;
  readonly queueUrl: string;
}

/** Undefined where the stage has no search, or the local cloud runs without. */
const localSearch = (instance: Instance, { SearchEndpoint, IndexQueueUrl }: Outputs): OperatedSearch | undefined =>
  SearchEndpoint && IndexQueueUrl
    ? { address: { endpoint: searchUrl(instance), service: 'plain' }, queueUrl: IndexQueueUrl }
    : undefined;

const searchOnAws = ({ SEARCH_ENDPOINT, INDEX_QUEUE_URL }: AwsNames): OperatedSearch | undefined => {
  if (!SEARCH_ENDPOINT && !INDEX_QUEUE_URL) return undefined;
  if (SEARCH_ENDPOINT && INDEX_QUEUE_URL) {
    return { address: searchAddressOnAws(SEARCH_ENDPOINT), queueUrl: INDEX_QUEUE_URL };
  }
  throw new Failure('one of SEARCH_ENDPOINT and INDEX_QUEUE_URL is missing', "set both, from the stacks' outputs");
};

/**
 * What an operator's command works on: on AWS where CHAT_TABLE names a table, else in the local cloud.
 *
 * @throws Failure not all of it is named, or nothing is deployed
 */
export const operatedDeployment = (instance: Instance, names: AwsNames) => {
  const { CHAT_TABLE, LIVE_TABLE, EVENT_BUS } = names;
  if (CHAT_TABLE === undefined) {
    const outputs = deployedOutputs(instance);
    return {
      aws: localAws(instance),
      chatTable: outputOf(outputs, 'ChatTableName'),
      liveTable: outputOf(outputs, 'LiveTableName'),
      bus: outputOf(outputs, 'EventBusName'),
      search: localSearch(instance, outputs),
    };
  }
  if (!LIVE_TABLE || !EVENT_BUS) {
    throw new Failure(
      'CHAT_TABLE alone names no deployment',
      "set LIVE_TABLE and EVENT_BUS too, from the stacks' outputs",
    );
  }
  return { aws: {}, chatTable: CHAT_TABLE, liveTable: LIVE_TABLE, bus: EVENT_BUS, search: searchOnAws(names) };
};
