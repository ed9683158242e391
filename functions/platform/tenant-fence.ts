import { AsyncLocalStorage } from 'node:async_hooks';
import type { AttributeValue, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { TenantId } from '../contract/identifiers.ts';
import { type SharedPartition, tenantPrefix } from '../contract/partitions.ts';

const tenants = new AsyncLocalStorage<TenantId>();

/** Runs something for one tenant: until it has ended, no request of it reaches a partition of another. */
export const withinTenant = <Result>(tenantId: TenantId, run: () => Result): Result => tenants.run(tenantId, run);

type Key = Record<string, AttributeValue> | undefined;

/** The parts of requests that name partitions, of every command that functions use. */
interface Request {
  readonly Key?: Key;
  readonly Item?: Key;
  readonly KeyConditionExpression?: string;
  readonly ExpressionAttributeValues?: Record<string, AttributeValue>;
  readonly TransactItems?: readonly Readonly<Record<string, { readonly Key?: Key; readonly Item?: Key }>>[];
  readonly RequestItems?: Readonly<
    Record<
      string,
      | { readonly Keys: readonly Key[] }
      | readonly { readonly PutRequest?: { readonly Item: Key }; readonly DeleteRequest?: { readonly Key: Key } }[]
    >
  >;
}

/** Of one table's part of a batch: keys to get, or what to put and delete. */
const keysOfBatch = (part: NonNullable<Request['RequestItems']>[string]): readonly Key[] =>
  'Keys' in part ? part.Keys : part.map(({ PutRequest, DeleteRequest }) => PutRequest?.Item ?? DeleteRequest?.Key);

/** The partitions that a request reaches; undefined among them: one that can't be told, as a scan's. */
const partitionsOf = (request: Request): readonly (string | undefined)[] => {
  const { Key, Item, KeyConditionExpression, ExpressionAttributeValues, TransactItems, RequestItems } = request;
  if (TransactItems) return TransactItems.flatMap((each) => Object.values(each).flatMap((one) => partitionsOf(one)));
  if (RequestItems)
    return Object.values(RequestItems)
      .flatMap(keysOfBatch)
      .map((key) => key?.PK?.S);
  const asked = /^PK = (:\w+)/.exec(KeyConditionExpression ?? '')?.[1];
  return [asked === undefined ? (Key ?? Item)?.PK?.S : ExpressionAttributeValues?.[asked]?.S];
};

const isIn = (partition: string, name: string): boolean => partition === name || partition.startsWith(`${name}#`);

/**
 * Refuses every request, before it goes out, for a partition of another tenant than the one that the function runs for
 * just now (none: of no tenant), but for the shared ones that the function may reach. A fault of a repository, or of a
 * key made from what a client sent, ends here, whatever the function's role would allow.
 *
 * @throws Error a request reaches outside
 */
export const fence = (client: DynamoDBClient, shared: readonly SharedPartition[]): DynamoDBClient => {
  const mayReach = (partition: string | undefined): boolean => {
    const tenantId = tenants.getStore();
    if (partition === undefined) return tenantId === undefined;
    if (shared.some((name) => isIn(partition, name))) return true;
    return tenantId === undefined ? partition.startsWith(tenantPrefix) : isIn(partition, `${tenantPrefix}${tenantId}`);
  };
  client.middlewareStack.add(
    (next, { commandName }) =>
      (call) => {
        if (!partitionsOf(call.input as Request).every(mayReach)) {
          throw new Error(`cannot ${commandName}; it reaches outside of what is done here`);
        }
        return next(call);
      },
    // After the document client has made attributes of values.
    { name: 'tenantFence', step: 'build' },
  );
  return client;
};
