import * as z from 'zod';
import { sharedPartitions } from '../contract/partitions.ts';

const name = z.string().min(1);

/** What functions find in their environment; lib/ sets those that a function's needs call for. */
export const environmentSchema = {
  CHAT_TABLE: name,
  LIVE_TABLE: name,
  AUDIT_TABLE: name,
  EVENT_BUS: name,
  USER_POOL_ID: name,
  USER_POOL_CLIENT_ID: name,
  /** URL of the @connections API with its stage. */
  CONNECTIONS_ENDPOINT: z.url(),
  /** Origins that browsers may connect from, with commas between. */
  ALLOWED_ORIGINS: z.string().transform((list) => list.split(',').filter(Boolean)),
  /** Name of the secret that the edge shows; empty where no edge stands in front. */
  ORIGIN_SECRET: z.string(),
  DISTRIBUTION_ID: name,
  MEDIA_BUCKET: name,
  /** What gives out files under signed URLs, such as https://files.chat.example.com; empty where S3 does itself. */
  FILES_ORIGIN: z.union([z.literal(''), z.url()]),
  /** Name of the secret with the key that signs those URLs. */
  FILES_KEY_SECRET: name,
  /** Where telling of receipts is put off to. */
  RECEIPT_QUEUE_URL: z.url(),
  /** Where requests for codes by mail wait. */
  CODE_QUEUE_URL: z.url(),
  /** Base URLs that clients call the HTTP API under, without a slash at the end, with commas between. */
  PUBLIC_URLS: z.string().transform((list) => list.split(',').filter(Boolean)),
  /** The address that mail is sent from; empty where the deployment sends none. */
  MAIL_SENDER: z.string(),
  /** The partitions of no tenant that the function may reach, with commas between. */
  SHARED_PARTITIONS: z
    .string()
    .default('')
    .transform((list) => list.split(',').filter(Boolean))
    .pipe(z.array(z.enum(sharedPartitions))),
  /** Whether an address has to be confirmed before its person can log in, unless the tenant has it otherwise. */
  CONFIRM_ADDRESSES: z.enum(['true', 'false']).transform((value) => value === 'true'),
  /** The key that seals the secrets of second factors. */
  MFA_KEY_ARN: name,
  /** Whether a password that is guessed first will do. */
  COMMON_PASSWORDS: z.enum(['accepted', 'refused']),
  /** What the names of the deployment's alarms begin with. */
  ALARM_PREFIX: name,
  /** Under what the deployment's functions measure, as Powertools has it. */
  POWERTOOLS_METRICS_NAMESPACE: name,
  POWERTOOLS_SERVICE_NAME: name,
  SIGN_UP: z.enum(['open', 'closed']),
  /** URL of OpenSearch; empty where there is none. */
  SEARCH_ENDPOINT: z.string(),
  /** How requests to it are signed: for a domain, for a serverless collection, or not at all. */
  SEARCH_SERVICE: z.enum(['es', 'aoss', 'plain', 'none']),
  /** What waits to be indexed. */
  INDEX_QUEUE_URL: z.url(),
  /** What will never be indexed. */
  INDEX_DEAD_LETTER_QUEUE_URL: z.url(),
} as const;

/** The name of a variable of the environment. */
export type EnvironmentName = keyof typeof environmentSchema;

/**
 * Reads one variable of the function's environment, at cold start.
 *
 * @throws Error the variable is missing or malformed, which is a fault of the deployment
 */
export const environment = <Name extends EnvironmentName>(
  variable: Name,
): z.output<(typeof environmentSchema)[Name]> => {
  const parsed = environmentSchema[variable].safeParse(process.env[variable]);
  if (!parsed.success) throw new Error(`cannot start; ${variable} is not set as it has to be: ${parsed.error.message}`);
  return parsed.data as z.output<(typeof environmentSchema)[Name]>;
};
