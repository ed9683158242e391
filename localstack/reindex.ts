import { setTimeout as after } from 'node:timers/promises';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { systemClock } from '../functions/domain/clock.ts';
import { reindex } from '../functions/domain/search/reindex.ts';
import { IndexSourceRepository } from '../functions/platform/repositories/index-source-repository.ts';
import { MessageRepository } from '../functions/platform/repositories/message-repository.ts';
import { SubjectRepository } from '../functions/platform/repositories/subject-repository.ts';
import { IndexLifecycle } from '../functions/platform/search/index-lifecycle.ts';
import { indexPrefix } from '../functions/platform/search/index-names.ts';
import { OpenSearch, type SearchAddress } from '../functions/platform/search/open-search.ts';
import { OpenSearchIndex, writeTargetsMs } from '../functions/platform/search/open-search-index.ts';
import { Failure } from './failure.ts';
import type { Instance } from './instance.ts';
import { localAws } from './local-aws.ts';
import { searchUrl } from './opensearch.ts';
import { deployedOutputs, outputOf } from './outputs.ts';
import { step } from './progress.ts';
import { searchAddressOnAws } from './search-address.ts';

/** Names of a deployment on AWS; the person's own credentials and region reach it. */
interface AwsNames {
  readonly CHAT_TABLE?: string | undefined;
  readonly SEARCH_ENDPOINT?: string | undefined;
}

/** A large table takes long; when it is broken off the next run goes on. */
const limitMs = 24 * 3600_000;
/** The longest that a writer goes on with what it knew of the indexes: its knowledge, then its function's time. */
const longestMs = writeTargetsMs + 30_000;

/** Where to look: on AWS where CHAT_TABLE names a table, else in the local cloud. */
const target = (instance: Instance, { CHAT_TABLE, SEARCH_ENDPOINT }: AwsNames) => {
  if (CHAT_TABLE === undefined) {
    const address: SearchAddress = { endpoint: searchUrl(instance), service: 'plain' };
    return { aws: localAws(instance), table: outputOf(deployedOutputs(instance), 'ChatTableName'), address };
  }
  if (!SEARCH_ENDPOINT) {
    throw new Failure('CHAT_TABLE alone names no search', "set SEARCH_ENDPOINT too, from the stacks' outputs");
  }
  return { aws: {}, table: CHAT_TABLE, address: searchAddressOnAws(SEARCH_ENDPOINT) };
};

/**
 * Builds the search index anew from the table, beside the one that is searched, and puts it in its place.
 *
 * @param settledMs how long until every writer knows of another index
 * @throws Failure there is no such deployment, or search does not answer
 */
export const reindexDeployment = async (
  instance: Instance,
  names: AwsNames = process.env,
  settledMs = longestMs,
): Promise<void> => {
  const { aws, table, address } = target(instance, names);
  const dynamo = new DynamoDBClient(aws);
  const client = DynamoDBDocumentClient.from(dynamo);
  const openSearch = new OpenSearch(address, () => dynamo.config.credentials());
  const lifecycle = new IndexLifecycle(openSearch);
  const advice = 'run it again: it goes on where it was';
  const until = async (what: string) =>
    step(`${what}, until every writer knows`, { limitMs: 2 * settledMs, advice }, () => after(settledMs));

  const begun = await lifecycle.begin(`${indexPrefix}${Date.now()}`);
  if (begun.cursor === undefined) await until(`${begun.name} is written to`);
  const deps = {
    subjects: new SubjectRepository(client, table),
    source: new IndexSourceRepository(client, table),
    messages: new MessageRepository(client, table),
    index: new OpenSearchIndex(openSearch, {
      routes: address.service !== 'aoss',
      clock: systemClock,
      writesTo: begun.name,
    }),
  };
  const { conversations, messages } = await step('Reindexing', { limitMs, advice }, ({ report }) =>
    reindex(deps, begun.cursor, async (progress) => {
      report(`${progress.conversations} conversations, ${progress.messages} messages`);
      await lifecycle.keep(begun, progress.cursor);
    }),
  );
  await lifecycle.replace(begun);
  await until(`${begun.name} is searched`);
  const removed = await lifecycle.removeOthers();
  console.log(`${conversations} conversations with ${messages} messages are in ${begun.name}`);
  if (removed.length > 0) console.log(`removed ${removed.join(', ')}`);
};
