import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import * as z from 'zod';

/** The stages that exist; each is a deployment of its own. */
export const stageNames = ['local', 'dev', 'production'] as const;
export type StageName = (typeof stageNames)[number];

/** What API Gateway lets through in a stage, over all clients, before it answers 429. */
export interface Throttling {
  /** Requests or frames a second. */
  readonly rateLimit: number;
  readonly burstLimit: number;
}

/** Names of one's own for the APIs: `api.<name>` and `ws.<name>`. */
export interface Domain {
  readonly name: string;
  /** Certificate for both names, in the region of the deployment. */
  readonly certificateArn: string;
}

/** A distribution in front of both APIs, which then answer nobody else. */
export interface EdgeSettings {
  /** The domain's own name. */
  readonly name: string;
  /** Certificate for it and for the files' name, in us-east-1, where CloudFront looks for it. */
  readonly certificateArn: string;
  /** The secret by which the origins know it. */
  readonly originSecretName: string;
  readonly files: FilesSettings;
}

/** What gives out files under URLs that are signed: a distribution of its own, under a name of its own. */
export interface FilesSettings {
  /** Never the pages' own name: a file that a browser would run has to be of another origin. */
  readonly name: string;
  /** Certificate for the name, in us-east-1. */
  readonly certificateArn: string;
  /** CloudFront's public keys: a URL is good that is signed by the private key of any. */
  readonly keyIds: readonly string[];
  /** The secret with the private key that signs, which the operator makes. */
  readonly keySecretName: string;
}

/** All that differs between stages. */
export interface StageSettings {
  readonly stage: StageName;
  readonly logLevel: 'DEBUG' | 'INFO' | 'WARN' | 'ERROR';
  readonly logRetention: RetentionDays;
  /** Origins that browsers may call from; empty: none but the API's own. */
  readonly allowedOrigins: readonly string[];
  readonly domain: Domain | undefined;
  readonly edge: EdgeSettings | undefined;
  /** Where alarms are mailed to; undefined: alarms are seen in CloudWatch alone. */
  readonly alarmAddress: string | undefined;
  /** The address that mail comes from; undefined: none is sent. */
  readonly mailSender: string | undefined;
  /** Whether this deployment makes the identity of the sender's domain: one a region and account. */
  readonly mailIdentity: 'create' | 'exists';
  /** Whether one of the most common passwords will do: it does where clients that are tried out choose such. */
  readonly commonPasswords: 'accepted' | 'refused';
  /** Whether who registers has to confirm the address by mail, where the tenant does not say. */
  readonly confirmAddresses: boolean;
  /** closed: nobody may register. */
  readonly signUp: 'open' | 'closed';
  /** Whether anybody may read the API's documents at /api/docs. */
  readonly apiDocs: 'open' | 'none';
  /** Whether anybody may read what is measured at /metrics. */
  readonly metrics: 'open' | 'none';
  /** What messages are searched in: a small domain, a serverless collection, or nothing, and then there is no search. */
  readonly search: 'none' | 'domain' | 'collection';
  /** How many uploads are looked at at once; a number is taken out of the account's executions. */
  readonly uploadsAtOnce: number | 'unbounded';
  /** What becomes of tables and users when the stack is deleted. */
  readonly dataRemovalPolicy: RemovalPolicy;
  /** Refuse to delete tables, user pool and the data stack until this is switched off. */
  readonly deletionProtection: boolean;
  /** Encrypt the tables with a key of this account, at about $1 a month and $0.03 per 10,000 uses. */
  readonly customerManagedKey: boolean;
  /** How long the bus keeps events for a replay. */
  readonly archiveRetention: Duration;
  readonly throttling: { readonly http: Throttling; readonly webSocket: Throttling };
  /** Whether this deployment sets the role by which API Gateway writes logs: one a region and account. */
  readonly apiGatewayLogRole: 'create' | 'exists';
}

/** A setting that is unknown or can't be used; its message is meant for the operator. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError';
}

const defaults: Record<StageName, StageSettings> = {
  local: {
    stage: 'local',
    logLevel: 'DEBUG',
    logRetention: RetentionDays.ONE_DAY,
    allowedOrigins: ['http://localhost:3000', 'http://127.0.0.1:3000'],
    domain: undefined,
    edge: undefined,
    alarmAddress: undefined,
    mailSender: 'chemchat@example.com',
    mailIdentity: 'create',
    commonPasswords: 'accepted',
    confirmAddresses: false,
    signUp: 'open',
    apiDocs: 'open',
    metrics: 'open',
    search: 'domain',
    uploadsAtOnce: 'unbounded',
    dataRemovalPolicy: RemovalPolicy.DESTROY,
    deletionProtection: false,
    customerManagedKey: false,
    archiveRetention: Duration.days(1),
    throttling: {
      http: { rateLimit: 5_000, burstLimit: 5_000 },
      webSocket: { rateLimit: 5_000, burstLimit: 5_000 },
    },
    apiGatewayLogRole: 'exists',
  },
  dev: {
    stage: 'dev',
    logLevel: 'DEBUG',
    logRetention: RetentionDays.ONE_WEEK,
    allowedOrigins: ['http://localhost:3000'],
    domain: undefined,
    edge: undefined,
    alarmAddress: undefined,
    mailSender: undefined,
    mailIdentity: 'create',
    commonPasswords: 'refused',
    confirmAddresses: false,
    signUp: 'open',
    apiDocs: 'open',
    metrics: 'none',
    search: 'none',
    uploadsAtOnce: 'unbounded',
    dataRemovalPolicy: RemovalPolicy.DESTROY,
    deletionProtection: false,
    customerManagedKey: false,
    archiveRetention: Duration.days(7),
    throttling: {
      http: { rateLimit: 200, burstLimit: 400 },
      webSocket: { rateLimit: 500, burstLimit: 1_000 },
    },
    apiGatewayLogRole: 'create',
  },
  production: {
    stage: 'production',
    logLevel: 'INFO',
    logRetention: RetentionDays.THREE_MONTHS,
    allowedOrigins: [],
    domain: undefined,
    edge: undefined,
    alarmAddress: undefined,
    mailSender: undefined,
    mailIdentity: 'create',
    commonPasswords: 'refused',
    confirmAddresses: true,
    signUp: 'closed',
    apiDocs: 'none',
    metrics: 'none',
    search: 'none',
    // A new account may have 10 executions in all, and is then refused: it has to ask for more.
    uploadsAtOnce: 50,
    dataRemovalPolicy: RemovalPolicy.RETAIN,
    deletionProtection: true,
    customerManagedKey: false,
    archiveRetention: Duration.days(30),
    // An account has 10,000 requests a second for all its APIs and @connections posts together.
    throttling: {
      http: { rateLimit: 2_000, burstLimit: 2_000 },
      webSocket: { rateLimit: 3_000, burstLimit: 3_000 },
    },
    apiGatewayLogRole: 'create',
  },
};

const isOrigin = (value: string): boolean =>
  /^https?:/.test(value) && URL.canParse(value) && new URL(value).origin === value;

const origin = z.string().refine(isOrigin, { error: 'an origin has no path, such as https://chat.example.com' });

const listOf = <List extends z.ZodType>(list: List) =>
  z.preprocess(
    (value) =>
      typeof value === 'string'
        ? value
            .split(',')
            .map((each) => each.trim())
            .filter(Boolean)
        : value,
    list,
  );

const flag = z.union([z.boolean(), z.enum(['true', 'false']).transform((value) => value === 'true')]);

/** What an operator may set for a stage; on the command line all are strings, and lists have commas. */
const OperatorSettings = z.strictObject({
  logLevel: z.enum(['DEBUG', 'INFO', 'WARN', 'ERROR']).optional(),
  allowedOrigins: listOf(z.array(origin)).optional(),
  domainName: z
    .string()
    .regex(/^([a-z0-9-]+\.)+[a-z]{2,}$/, 'a domain name such as chat.example.com')
    .optional(),
  certificateArn: z
    .string()
    .regex(/^arn:[\w-]+:acm:/, 'the ARN of an ACM certificate')
    .optional(),
  alarmAddress: z.email().optional(),
  mailSender: z.email().optional(),
  mailIdentity: z.enum(['create', 'exists']).optional(),
  commonPasswords: z.enum(['accepted', 'refused']).optional(),
  confirmAddresses: flag.optional(),
  signUp: z.enum(['open', 'closed']).optional(),
  apiDocs: z.enum(['open', 'none']).optional(),
  metrics: z.enum(['open', 'none']).optional(),
  search: z.enum(['none', 'domain', 'collection']).optional(),
  uploadsAtOnce: z.union([z.literal('unbounded'), z.coerce.number().pipe(z.int().min(1))]).optional(),
  customerManagedKey: flag.optional(),
  edgeCertificateArn: z
    .string()
    .regex(/^arn:[\w-]+:acm:us-east-1:/, 'the ARN of an ACM certificate in us-east-1')
    .optional(),
  mediaKeyIds: listOf(
    z.array(z.string().regex(/^K[0-9A-Z]+$/, "a public key's id in CloudFront, such as K36X4X2EO997HM")).min(1),
  ).optional(),
  apiGatewayLogRole: z.enum(['create', 'exists']).optional(),
});

/** The names of what an operator may set. */
export const operatorSettingNames: readonly string[] = Object.keys(OperatorSettings.shape);

const parseStageName = (name: unknown): StageName => {
  const known = stageNames.find((each) => each === name);
  if (known) return known;
  throw new SettingsError(`unknown stage "${String(name)}"; give one of ${stageNames.join(', ')} (-c stage=dev)`);
};

const explain = (error: z.ZodError): string =>
  error.issues
    .map((issue) =>
      issue.code === 'unrecognized_keys'
        ? `unknown ${issue.keys.join(', ')}; there are ${operatorSettingNames.join(', ')}`
        : `${issue.path.join('.')}: ${issue.message}`,
    )
    .join('; ');

/**
 * The settings of a stage, with the operator's own over the defaults.
 *
 * @throws SettingsError on a stage or setting that is unknown or malformed
 */
export const settingsOf = (stageName: unknown, operator: Readonly<Record<string, unknown>> = {}): StageSettings => {
  const stage = parseStageName(stageName);
  const parsed = OperatorSettings.safeParse(operator);
  if (!parsed.success) throw new SettingsError(`settings of stage ${stage}: ${explain(parsed.error)}`);
  const { domainName, certificateArn, edgeCertificateArn, mediaKeyIds, ...own } = parsed.data;
  if (!domainName !== !certificateArn) {
    throw new SettingsError(`settings of stage ${stage}: domainName and certificateArn go together; give both or none`);
  }
  if (edgeCertificateArn && !domainName) {
    throw new SettingsError(`settings of stage ${stage}: edgeCertificateArn takes a domainName`);
  }
  if (!edgeCertificateArn !== !mediaKeyIds) {
    throw new SettingsError(
      `settings of stage ${stage}: edgeCertificateArn and mediaKeyIds go together; give both or none`,
    );
  }
  const given = Object.fromEntries(Object.entries(own).filter(([, value]) => value !== undefined));
  const settings = { ...defaults[stage], ...given };
  if (settings.signUp === 'open' && settings.confirmAddresses && !settings.mailSender) {
    throw new SettingsError(
      `settings of stage ${stage}: an open signUp confirms addresses by mail; give a mailSender, or confirmAddresses false`,
    );
  }
  if (!domainName || !certificateArn) return settings;
  const domain = { name: domainName, certificateArn };
  if (!edgeCertificateArn || !mediaKeyIds) return { ...settings, domain };
  return {
    ...settings,
    domain,
    edge: {
      name: domainName,
      certificateArn: edgeCertificateArn,
      originSecretName: `chemchat/${stage}/origin`,
      files: {
        name: `files.${domainName}`,
        certificateArn: edgeCertificateArn,
        keyIds: mediaKeyIds,
        keySecretName: `chemchat/${stage}/media-key`,
      },
    },
    // One origin serves all behind an edge, the web client too.
    allowedOrigins: [...new Set([`https://${domainName}`, ...settings.allowedOrigins])],
  };
};
