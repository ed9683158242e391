import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import {
  type DynamoDBDocumentClient,
  TransactWriteCommand,
  type TransactWriteCommandInput,
} from '@aws-sdk/lib-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { Unavailable } from '../../domain/errors.ts';

/** The writes of a transaction by name, so that the reasons it was cancelled for can be told by name. */
export type NamedWrites<Name extends string> = Readonly<
  Record<Name, NonNullable<TransactWriteCommandInput['TransactItems']>[number]>
>;

/**
 * committed: all was written. refused: nothing was; `items` has those whose condition failed, with the item that is
 * there (undefined where there is none). contended: nothing was; another write was under way, so try again.
 */
export type TransactionOutcome<Name extends string> =
  | { readonly outcome: 'committed' }
  | { readonly outcome: 'refused'; readonly items: ReadonlyMap<Name, Record<string, unknown> | undefined> }
  | { readonly outcome: 'contended' };

/** Reasons that pass: the writes met another's, or the table had no room for them just then. */
const passing = new Set(['TransactionConflict', 'ThrottlingError', 'ProvisionedThroughputExceeded']);

/**
 * Writes all or nothing, and tells why nothing.
 *
 * @throws Unavailable throttled
 */
export const transact = async <Name extends string>(
  client: DynamoDBDocumentClient,
  writes: NamedWrites<Name>,
): Promise<TransactionOutcome<Name>> => {
  const names = Object.keys(writes) as Name[];
  try {
    await client.send(new TransactWriteCommand({ TransactItems: names.map((name) => writes[name]) }));
    return { outcome: 'committed' };
  } catch (error) {
    if (error instanceof Error && isThrottle(error)) throw new Unavailable('cannot write; throttled', { cause: error });
    if (!(error instanceof TransactionCanceledException)) throw error;
    const reasons = error.CancellationReasons ?? [];
    const items = new Map(
      names.flatMap((name, index) => {
        const reason = reasons[index];
        if (reason?.Code !== 'ConditionalCheckFailed') return [];
        return [[name, reason.Item && unmarshall(reason.Item)] as const];
      }),
    );
    if (items.size > 0) return { outcome: 'refused', items };
    if (reasons.some(({ Code }) => passing.has(Code ?? ''))) return { outcome: 'contended' };
    throw error;
  }
};

const isThrottle = ({ name }: Error): boolean =>
  name === 'ThrottlingException' ||
  name === 'ProvisionedThroughputExceededException' ||
  name === 'RequestLimitExceeded';
