import { describe, expect, it } from '@jest/globals';
import { ofType, type Synthesized, synthesize } from './synthesize.ts';

const dev = synthesize({ stage: 'dev', mailSender: 'no-reply@example.com', search: 'domain', metrics: 'open' });

const on = (table: 'ChatTable' | 'LiveTable' | 'AuditTable', ...actions: readonly string[]): string[] =>
  actions.map((action) => `dynamodb:${action} ${table}`);
const deadLetters = (queue: string): string[] =>
  ['GetQueueAttributes', 'GetQueueUrl', 'SendMessage'].map((action) => `sqs:${action} ${queue}DeadLetters`);
const consumes = (queue: string): string[] =>
  ['ChangeMessageVisibility', 'DeleteMessage', 'GetQueueAttributes', 'GetQueueUrl', 'ReceiveMessage'].map(
    (action) => `sqs:${action} ${queue}`,
  );

/** What every function takes that knows its caller. */
const knows = on('LiveTable', 'BatchGetItem');
const posts = 'execute-api:ManageConnections POST to connections';
const closes = 'execute-api:ManageConnections DELETE of connections';
/** What every function takes that gets frames. */
const watches = [...on('LiveTable', 'UpdateItem'), posts, closes];
const pushes = [...on('LiveTable', 'BatchGetItem', 'PutItem', 'UpdateItem'), posts];
const changes = [...on('ChatTable', 'BatchGetItem', 'GetItem', 'PutItem', 'Query', 'UpdateItem'), ...pushes];
const sends = [...changes, ...on('LiveTable', 'DeleteItem', 'Query')];
const changesAndDeletes = [...changes, ...on('ChatTable', 'DeleteItem')];
const marks = [
  ...on('ChatTable', 'BatchGetItem', 'Query', 'UpdateItem'),
  ...on('LiveTable', 'BatchGetItem', 'UpdateItem'),
  posts,
  'sqs:SendMessage Receipts',
];
const givesTokens = ['cognito-idp:AdminInitiateAuth UserPool', ...on('LiveTable', 'BatchGetItem', 'PutItem')];
const showsFactor = [
  ...on('ChatTable', 'GetItem', 'PutItem', 'UpdateItem'),
  ...on('LiveTable', 'BatchGetItem', 'DeleteItem', 'UpdateItem'),
  'kms:Decrypt MfaKey',
];
const syncs = on('ChatTable', 'BatchGetItem', 'GetItem', 'Query');
const tells = [...on('LiveTable', 'BatchGetItem', 'DeleteItem', 'PutItem', 'Query', 'UpdateItem'), posts];
const announces = [...on('ChatTable', 'Query'), ...tells];
const types = [...on('ChatTable', 'GetItem'), ...tells];
const fansOut = [...pushes, ...on('LiveTable', 'GetItem')];
const searches = 'es:ESHttpPost the search of the index';
const asksAll = [
  searches,
  'cognito-idp:DescribeUserPool UserPool',
  ...on('ChatTable', 'GetItem'),
  ...on('LiveTable', 'GetItem'),
  'events:DescribeEventBus Bus',
];
const walks = on('LiveTable', 'DeleteItem', 'Query');
const lists = on('ChatTable', 'BatchGetItem', 'Query');

const settlesFiles = [
  ...on('ChatTable', 'GetItem', 'UpdateItem'),
  's3:DeleteObject media',
  's3:DeleteObject uploads',
  's3:ListBucket media',
];

/** What each function may do, beside writing its own log and traces: all of it. */
const expected: Readonly<Record<string, readonly string[]>> = {
  'register-user': [
    'cognito-idp:AdminCreateUser UserPool',
    'cognito-idp:AdminDeleteUser UserPool',
    'cognito-idp:AdminSetUserPassword UserPool',
    ...on('ChatTable', 'ConditionCheckItem', 'GetItem', 'PutItem', 'UpdateItem'),
    ...on('LiveTable', 'UpdateItem'),
    'sqs:SendMessage Codes',
  ],
  'confirm-address': [
    ...on('ChatTable', 'GetItem', 'PutItem', 'UpdateItem'),
    ...on('LiveTable', 'DeleteItem', 'UpdateItem'),
  ],
  'resend-confirmation': [...on('LiveTable', 'UpdateItem'), 'sqs:SendMessage Codes'],
  'forgot-password': [...on('LiveTable', 'UpdateItem'), 'sqs:SendMessage Codes'],
  'reset-password': [
    'cognito-idp:AdminSetUserPassword UserPool',
    'cognito-idp:AdminUserGlobalSignOut UserPool',
    ...on('ChatTable', 'DeleteItem', 'GetItem', 'PutItem', 'Query', 'UpdateItem'),
    ...on('LiveTable', 'DeleteItem', 'PutItem', 'UpdateItem'),
  ],
  'log-in': [
    ...givesTokens,
    ...on('ChatTable', 'DeleteItem', 'GetItem', 'PutItem', 'UpdateItem'),
    ...on('LiveTable', 'DeleteItem', 'UpdateItem'),
    'events:PutEvents Bus',
    'kms:Decrypt MfaKey',
  ],
  'change-password': [
    'cognito-idp:AdminInitiateAuth UserPool',
    'cognito-idp:AdminSetUserPassword UserPool',
    ...on('ChatTable', 'DeleteItem', 'GetItem', 'PutItem', 'Query', 'UpdateItem'),
    ...on('LiveTable', 'DeleteItem', 'PutItem', 'UpdateItem'),
    ...knows,
  ],
  'enable-mfa': [...on('ChatTable', 'GetItem'), ...on('LiveTable', 'PutItem'), ...knows, 'kms:Encrypt MfaKey'],
  'verify-mfa': [
    ...givesTokens,
    ...on('ChatTable', 'DeleteItem', 'GetItem', 'PutItem', 'UpdateItem'),
    ...on('LiveTable', 'DeleteItem', 'GetItem', 'UpdateItem'),
    'events:PutEvents Bus',
    'kms:Decrypt MfaKey',
  ],
  'disable-mfa': [...showsFactor, ...on('ChatTable', 'DeleteItem')],
  'renew-recovery-codes': showsFactor,
  'refresh-session': [
    ...givesTokens,
    ...on('ChatTable', 'DeleteItem', 'GetItem', 'PutItem', 'UpdateItem'),
    ...on('LiveTable', 'UpdateItem'),
  ],
  'log-out': [
    'cognito-idp:AdminUserGlobalSignOut UserPool',
    ...on('ChatTable', 'DeleteItem', 'PutItem', 'Query'),
    ...on('LiveTable', 'PutItem'),
    ...knows,
  ],
  'list-sessions': [...on('ChatTable', 'Query'), ...knows],
  'end-session': [...on('ChatTable', 'DeleteItem', 'GetItem', 'PutItem'), ...on('LiveTable', 'PutItem'), ...knows],
  'create-ws-token': [...on('ChatTable', 'GetItem'), ...on('LiveTable', 'PutItem', 'UpdateItem'), ...knows],
  'get-me': [...on('ChatTable', 'GetItem'), ...knows],
  'update-me': [...on('ChatTable', 'DeleteItem', 'GetItem', 'PutItem', 'UpdateItem'), ...knows],
  'list-users': [...on('ChatTable', 'Query'), ...knows],
  'get-user': [...on('ChatTable', 'GetItem'), ...knows],
  'list-audit-entries': [...on('AuditTable', 'Query'), ...on('ChatTable', 'GetItem'), ...knows],
  'list-admin-users': [...syncs, ...knows],
  'get-admin-user': [...on('ChatTable', 'GetItem'), ...knows],
  'update-admin-user': [
    ...on('ChatTable', 'ConditionCheckItem', 'GetItem', 'PutItem', 'UpdateItem'),
    ...on('LiveTable', 'DeleteItem', 'PutItem'),
    ...knows,
  ],
  'remove-mfa': [
    ...on('ChatTable', 'ConditionCheckItem', 'DeleteItem', 'GetItem', 'PutItem', 'Query', 'UpdateItem'),
    ...on('LiveTable', 'PutItem'),
    ...knows,
  ],
  'get-tenant': [...on('ChatTable', 'GetItem'), ...knows],
  'update-tenant': [...on('ChatTable', 'ConditionCheckItem', 'GetItem', 'PutItem', 'UpdateItem'), ...knows],
  'create-invitation': [
    ...on('ChatTable', 'ConditionCheckItem', 'GetItem', 'PutItem'),
    ...on('LiveTable', 'UpdateItem'),
    ...knows,
    'ses:SendEmail Mail',
  ],
  'list-invitations': [...on('ChatTable', 'GetItem', 'Query'), ...knows],
  'revoke-invitation': [...on('ChatTable', 'GetItem', 'PutItem', 'UpdateItem'), ...knows],
  'create-conversation': [...on('ChatTable', 'BatchGetItem', 'GetItem', 'PutItem', 'Query'), ...pushes],
  'list-conversations': [...syncs, ...on('LiveTable', 'GetItem', 'PutItem'), ...knows],
  'get-conversation': [...on('ChatTable', 'BatchGetItem', 'GetItem'), ...knows],
  'update-conversation': changes,
  'delete-conversation': changesAndDeletes,
  'list-members': [...lists, ...knows],
  'add-member': changes,
  'change-role': changes,
  'remove-member': [...changesAndDeletes, ...on('LiveTable', 'DeleteItem', 'Query')],
  'mute-conversation': [...on('ChatTable', 'UpdateItem'), ...knows],
  'unmute-conversation': [...on('ChatTable', 'UpdateItem'), ...knows],
  'send-message': sends,
  'list-messages': [...lists, ...knows],
  'sync-conversation': [...syncs, ...knows],
  'mark-read': marks,
  'list-receipts': [...lists, ...knows],
  'edit-message': changes,
  'delete-message': changes,
  'add-reaction': changes,
  'remove-reaction': changes,
  'create-upload': [
    ...on('ChatTable', 'GetItem', 'PutItem', 'UpdateItem'),
    ...on('LiveTable', 'UpdateItem'),
    ...knows,
    's3:PutObject uploads',
  ],
  'get-media': [...on('ChatTable', 'BatchGetItem', 'GetItem'), ...knows],
  'search-messages': [...syncs, ...on('LiveTable', 'UpdateItem'), ...knows, searches],
  'search-conversations': [...syncs, ...on('LiveTable', 'UpdateItem'), ...knows, searches],
  'download-media': [...on('ChatTable', 'BatchGetItem', 'GetItem'), ...knows, 's3:GetObject media'],
  'get-health': asksAll,
  'get-metrics': [...asksAll, 'cloudwatch:DescribeAlarms *', 'cloudwatch:GetMetricData *', 'cloudwatch:ListMetrics *'],
  'get-api-docs': [],
  'get-openapi-document': [],
  'get-asyncapi-document': [],
  'unknown-route': [],
  'authorize-connection': on('LiveTable', 'BatchGetItem', 'GetItem'),
  connect: announces,
  disconnect: announces,
  'unknown-action': watches,
  authenticate: [...on('LiveTable', 'BatchGetItem', 'GetItem'), ...watches],
  'message-send': [...sends, ...watches],
  'message-edit': [...changes, ...watches],
  'message-delete': [...changes, ...watches],
  'reaction-add': [...changes, ...watches],
  'reaction-remove': [...changes, ...watches],
  'message-read': [...marks, ...watches],
  'message-delivered': [...marks, ...watches],
  'conversation-join': [
    ...lists,
    ...on('ChatTable', 'ConditionCheckItem'),
    ...on('LiveTable', 'BatchGetItem', 'PutItem', 'Query'),
    ...watches,
  ],
  'conversation-leave': [...lists, ...on('LiveTable', 'BatchGetItem', 'DeleteItem', 'Query'), ...watches],
  'typing-start': [...types, ...watches],
  'typing-stop': [...types, ...watches],
  'presence-set': [...announces, ...watches],
  sync: [...syncs, ...on('LiveTable', 'BatchGetItem'), ...watches],
  ping: watches,
  'add-token-claims': on('ChatTable', 'GetItem'),
  'publish-changes': [
    'dynamodb:DescribeStream stream of ChatTable',
    'dynamodb:GetRecords stream of ChatTable',
    'dynamodb:GetShardIterator stream of ChatTable',
    'dynamodb:ListStreams stream of ChatTable',
    'events:PutEvents Bus',
    ...deadLetters('Publisher'),
  ],
  'fan-out-message': [...syncs, ...fansOut, ...walks, ...deadLetters('FanOutMessage')],
  'fan-out-change': [...syncs, ...fansOut, ...walks, ...deadLetters('FanOutChange')],
  'fan-out-conversation': [...syncs, ...fansOut, ...deadLetters('FanOutConversation')],
  'tell-receipts': [
    ...lists,
    ...on('LiveTable', 'BatchGetItem', 'DeleteItem', 'UpdateItem'),
    posts,
    ...consumes('Receipts'),
  ],
  'send-code': [
    ...on('ChatTable', 'GetItem'),
    ...on('LiveTable', 'PutItem', 'UpdateItem'),
    'ses:SendEmail Mail',
    ...consumes('Codes'),
  ],
  'index-events': [
    ...on('ChatTable', 'BatchGetItem'),
    ...consumes('Index'),
    'sqs:SendMessage IndexDeadLetters',
    'es:ESHttpGet the aliases of what is written to',
    'es:ESHttpPost aliases',
    'es:ESHttpPost indexes',
    'es:ESHttpPut indexes',
  ],
  'sweep-connections': [...announces, closes, 'execute-api:ManageConnections GET of connections'],
  'purge-conversation': [
    ...on('ChatTable', 'BatchWriteItem', 'PutItem', 'Query', 'UpdateItem'),
    ...on('LiveTable', 'GetItem'),
    'events:PutEvents Bus',
    ...deadLetters('PurgeConversation'),
  ],
  'inspect-recent': [
    ...on('ChatTable', 'BatchGetItem', 'ConditionCheckItem', 'DeleteItem', 'GetItem', 'PutItem', 'Query', 'Scan'),
    ...on('ChatTable', 'UpdateItem'),
    ...on('LiveTable', 'BatchGetItem', 'GetItem', 'PutItem'),
    'events:PutEvents Bus',
    'sqs:SendMessage Index',
    'es:ESHttpPost the search of the index',
  ],
  'index-renamed-person': [
    ...on('ChatTable', 'BatchGetItem', 'GetItem', 'Query'),
    'sqs:SendMessage Index',
    ...deadLetters('IndexRenamedPerson'),
  ],
  'record-audit': [...on('AuditTable', 'PutItem'), ...deadLetters('RecordAudit')],
  'fan-out-media': [...syncs, ...fansOut, ...walks, ...deadLetters('FanOutMedia')],
  'end-sessions': [
    ...on('ChatTable', 'DeleteItem', 'PutItem', 'Query'),
    ...on('LiveTable', 'PutItem'),
    ...deadLetters('EndSessions'),
  ],
  'tell-account-change': [...on('ChatTable', 'GetItem'), 'ses:SendEmail Mail', ...deadLetters('TellAccountChange')],
  'close-tenant-sockets': [
    ...on('ChatTable', 'Query'),
    ...on('LiveTable', 'BatchGetItem'),
    closes,
    ...deadLetters('CloseTenantSockets'),
  ],
  'process-upload': [
    ...settlesFiles,
    's3:GetObject uploads',
    's3:ListBucket uploads',
    's3:PutObject media',
    ...deadLetters('ProcessUpload'),
  ],
  'record-scan': [...settlesFiles, ...deadLetters('RecordScan')],
  'sweep-media': [...settlesFiles, ...on('ChatTable', 'DeleteItem', 'PutItem', 'Query')],
  'close-sockets': [...on('LiveTable', 'BatchGetItem', 'UpdateItem'), posts, closes, ...deadLetters('CloseSockets')],
};

const always = [
  'logs:CreateLogStream its own log group',
  'logs:PutLogEvents its own log group',
  'xray:PutTelemetryRecords *',
  'xray:PutTraceSegments *',
];

/** How the resources of statements are told in the table above; what is not here fails as it stands in the template. */
const names: readonly (readonly [RegExp, string])[] = [
  [/^"\*"$/, '*'],
  [/FnGetAttChatTable\w+StreamArn/, 'stream of ChatTable'],
  [/^\{"Fn::(ImportValue|GetAtt)":[^*]*ChatTable[^*]*Arn/, 'ChatTable'],
  [/^\{"Fn::(ImportValue|GetAtt)":[^*]*LiveTable[^*]*Arn/, 'LiveTable'],
  [/^\{"Fn::(ImportValue|GetAtt)":[^*]*AuditTable[^*]*Arn/, 'AuditTable'],
  [/^\{"Fn::ImportValue":[^*]*UserPool[^*]*Arn/, 'UserPool'],
  [/^\{"Fn::(ImportValue|GetAtt)":[^*]*EventsBus[^*]*Arn/, 'Bus'],
  [/^\{"Fn::GetAtt":\["PublisherDeadLetters\w+","Arn"\]\}$/, 'PublisherDeadLetters'],
  [/^\{"Fn::GetAtt":\["FanOutMessageDeadLetters\w+","Arn"\]\}$/, 'FanOutMessageDeadLetters'],
  [/^\{"Fn::GetAtt":\["FanOutChangeDeadLetters\w+","Arn"\]\}$/, 'FanOutChangeDeadLetters'],
  [/^\{"Fn::GetAtt":\["FanOutConversationDeadLetters\w+","Arn"\]\}$/, 'FanOutConversationDeadLetters'],
  [/^\{"Fn::GetAtt":\["RecordAuditDeadLetters\w+","Arn"\]\}$/, 'RecordAuditDeadLetters'],
  [/^\{"Fn::GetAtt":\["EndSessionsDeadLetters\w+","Arn"\]\}$/, 'EndSessionsDeadLetters'],
  [/^\{"Fn::GetAtt":\["TellAccountChangeDeadLetters\w+","Arn"\]\}$/, 'TellAccountChangeDeadLetters'],
  [/^\{"Fn::GetAtt":\["CloseTenantSocketsDeadLetters\w+","Arn"\]\}$/, 'CloseTenantSocketsDeadLetters'],
  [/^\{"Fn::GetAtt":\["CloseSocketsDeadLetters\w+","Arn"\]\}$/, 'CloseSocketsDeadLetters'],
  [/^\{"Fn::(ImportValue|GetAtt)":[^*]*ReceiptsQueue\w+[^*]*Arn/, 'Receipts'],
  [/^\{"Fn::GetAtt":\["FanOutMediaDeadLetters\w+","Arn"\]\}$/, 'FanOutMediaDeadLetters'],
  [/^\{"Fn::GetAtt":\["MediaProcessUploadDeadLetters\w+","Arn"\]\}$/, 'ProcessUploadDeadLetters'],
  [/^\{"Fn::GetAtt":\["MediaRecordScanDeadLetters\w+","Arn"\]\}$/, 'RecordScanDeadLetters'],
  ...['uploads', 'media'].map(
    (prefix) =>
      [new RegExp(`\\{"Fn::ImportValue":"[\\w:-]*Media\\w+Arn\\w+"\\},"/${prefix}/\\*"\\]\\]\\}$`), prefix] as const,
  ),
  [/^\{"Fn::(ImportValue|GetAtt)":[^*]*CodesQueue\w+[^*]*Arn/, 'Codes'],
  [/^\{"Fn::ImportValue":[^*]*MfaKey\w+[^*]*Arn/, 'MfaKey'],
  [/:ses:.*:identity\/example\.com"\]\]\}$/, 'Mail'],
  [/^\{"Fn::GetAtt":\["PurgeConversationDeadLetters\w+","Arn"\]\}$/, 'PurgeConversationDeadLetters'],
  [/^\{"Fn::GetAtt":\["IndexDeadLetters\w+","Arn"\]\}$/, 'IndexDeadLetters'],
  [/^\{"Fn::GetAtt":\["IndexingIndexRenamedPersonDeadLetters\w+","Arn"\]\}$/, 'IndexRenamedPersonDeadLetters'],
  [/^\{"Fn::GetAtt":\["IndexQueue\w+","Arn"\]\}$/, 'Index'],
  [/SearchDomain[^*]*"\/chemchat\/_search"\]\]\}$/, 'the search of the index'],
  [/SearchDomain[^*]*"\/_alias\/chemchat-writes"\]\]\}$/, 'the aliases of what is written to'],
  [/SearchDomain[^*]*"\/_aliases"\]\]\}$/, 'aliases'],
  [/SearchDomain[^*]*"\/chemchat-index-\*"\]\]\}$/, 'indexes'],
  ...(['POST to', 'GET of', 'DELETE of'] as const).map(
    (name) =>
      [
        new RegExp(
          `:execute-api:.*\\{"(Ref|Fn::ImportValue)":"[\\w:-]*WebSocketApi\\w+"\\},"/ws/${name.split(' ')[0]}/@connections/\\*"\\]\\]\\}$`,
        ),
        `${name} connections`,
      ] as const,
  ),
];

/** The partitions of no tenant that functions reach; those that are not here reach the tenants' alone. */
const shared: Readonly<Record<string, readonly string[]>> = {
  'register-user': ['DIRECTORY', 'ADDRESS'],
  'log-in': ['DIRECTORY', 'ADDRESS', 'LOGIN'],
  'confirm-address': ['DIRECTORY', 'ADDRESS', 'LOGIN'],
  'resend-confirmation': ['ADDRESS', 'LOGIN'],
  'forgot-password': ['ADDRESS', 'LOGIN'],
  'reset-password': ['DIRECTORY', 'ADDRESS', 'LOGIN'],
  'refresh-session': ['ADDRESS'],
  'send-code': ['DIRECTORY', 'LOGIN'],
  'update-me': ['UNATTACHED'],
  'create-upload': ['UNATTACHED'],
  'delete-message': ['UNATTACHED'],
  'message-delete': ['UNATTACHED'],
  'purge-conversation': ['UNATTACHED'],
  'sweep-media': ['UNATTACHED'],
  connect: ['SWEEP'],
  'sweep-connections': ['SWEEP'],
  'inspect-recent': ['INSPECTION'],
};

interface Statement {
  readonly Effect: string;
  readonly Action: string | readonly string[];
  readonly Resource: unknown;
  readonly Condition?: unknown;
}

const listed = <Item>(value: Item | readonly Item[]): readonly Item[] =>
  Array.isArray(value) ? value : [value as Item];

/** What each function's role allows, by the function's name. */
const statementsIn = ({ resources }: Synthesized) => {
  const all = Object.values(resources);
  return Object.fromEntries(
    all
      .filter(({ Type }) => Type === 'AWS::Lambda::Function')
      .map(({ Properties: { Role, LoggingConfig, Environment } }) => {
        const roleId = Role['Fn::GetAtt'][0] as string;
        const logGroupId = LoggingConfig.LogGroup.Ref as string;
        const name = resources[logGroupId]?.Properties.LogGroupName.split('/').at(-1) as string;
        const statements: Statement[] = all
          .filter(({ Type, Properties }) => Type === 'AWS::IAM::Policy' && Properties.Roles[0].Ref === roleId)
          .flatMap(({ Properties }) => Properties.PolicyDocument.Statement);
        return [name, { logGroupId, statements, environment: Environment.Variables as Record<string, unknown> }];
      }),
  );
};

/** Of what a right to list objects is limited to, the prefix. */
const listedPrefix = (condition: unknown): string | undefined =>
  /"s3:prefix":"(\w+)\/\*"/.exec(JSON.stringify(condition ?? {}))?.[1];

/** By function: every action and resource that its role allows, in order. */
const grantsIn = (synthesized: Synthesized): Record<string, string[]> =>
  Object.fromEntries(
    Object.entries(statementsIn(synthesized)).map(([name, { logGroupId, statements }]) => {
      const nameOf = (resource: unknown): string => {
        const text = JSON.stringify(resource);
        if (text === JSON.stringify({ 'Fn::GetAtt': [logGroupId, 'Arn'] })) return 'its own log group';
        return names.find(([pattern]) => pattern.test(text))?.[1] ?? text;
      };
      const grants = statements.flatMap(({ Action, Resource, Condition }) =>
        listed(Action).flatMap((action) =>
          listed(Resource).map((resource) => `${action} ${listedPrefix(Condition) ?? nameOf(resource)}`),
        ),
      );
      return [name, grants.sort()];
    }),
  );

describe('a function on AWS', () => {
  const grants = grantsIn(dev);

  it('is in the table of permissions', () => {
    expect(Object.keys(grants).sort()).toEqual(Object.keys(expected).sort());
  });

  it.each(Object.entries(expected))('%s may do what it needs and no more', (name, own) => {
    expect(grants[name]).toEqual([...new Set([...own, ...always])].sort());
  });
});

describe('the audit', () => {
  it('is added to by one function, and changed or emptied by none', () => {
    const writing = Object.entries(grantsIn(dev)).flatMap(([name, own]) =>
      own.filter((grant) => grant.endsWith(' AuditTable') && !grant.includes(':Query ')).map((grant) => [name, grant]),
    );
    expect(writing).toEqual([['record-audit', 'dynamodb:PutItem AuditTable']]);
  });
});

describe('the items of tables', () => {
  const functions = Object.entries(statementsIn(dev));
  /** Streams have no leading keys. */
  const ofItems = (statements: readonly Statement[]) =>
    statements.filter(({ Action }) =>
      listed(Action).some((action) => action.startsWith('dynamodb:') && !/Stream|Records|Iterator/.test(action)),
    );

  it.each(functions)(
    'are reached by %s in the partitions of tenants and those it shares alone',
    (name, { statements }) => {
      const leadingKeys = ['T#*', ...(shared[name] ?? []).map((partition) => `${partition}#*`)];
      const only = { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': leadingKeys } };
      for (const { Condition } of ofItems(statements)) expect(Condition).toEqual(only);
    },
  );

  it('are kept from a function by itself as its role does, so that a partition it may not reach shows locally too', () => {
    const own = functions.map(([name, { environment }]) => [name, environment.SHARED_PARTITIONS]);
    expect(Object.fromEntries(own.filter(([, partitions]) => partitions !== undefined))).toEqual(
      Object.fromEntries(Object.entries(shared).map(([name, partitions]) => [name, partitions.join(',')])),
    );
  });
});

/** Actions for which AWS knows no resource. */
const takesNoResource =
  /^(xray:Put(TraceSegments|TelemetryRecords)|cloudwatch:(DescribeAlarms|GetMetricData|ListMetrics))$/;

describe('every statement of a function', () => {
  it('names its actions, and what they are done with', () => {
    for (const { statements } of Object.values(statementsIn(dev))) {
      for (const { Effect, Action, Resource } of statements) {
        expect(Effect).toBe('Allow');
        expect(listed(Action).filter((action) => action.includes('*'))).toEqual([]);
        if (!listed(Action).every((action) => takesNoResource.test(action)))
          expect(listed(Resource)).not.toContain('*');
      }
    }
  });
});

describe('every role', () => {
  const own = (type: string) => ofType(dev, type).map(({ Properties }) => Properties);

  it('has no policy but those that API Gateway and GuardDuty ask for, and those that the table sees', () => {
    const others = own('AWS::IAM::Role').filter(({ ManagedPolicyArns, Policies }) => ManagedPolicyArns ?? Policies);
    expect(others.map(({ AssumeRolePolicyDocument }) => AssumeRolePolicyDocument.Statement[0].Principal)).toEqual([
      { Service: 'apigateway.amazonaws.com' },
      { Service: 'malware-protection-plan.guardduty.amazonaws.com' },
    ]);
    expect(own('AWS::IAM::ManagedPolicy')).toEqual([]);
  });
});

describe('a function on the local cloud', () => {
  it('may do the same but for what the local cloud names differently, and traces nothing', () => {
    const grants = grantsIn(synthesize({ stage: 'local' }));
    for (const [name, all] of Object.entries(expected)) {
      // OpenSearch is beside the local cloud, and knows no roles.
      const own = all.filter((grant) => !grant.startsWith('es:'));
      const more = (grants[name] ?? []).filter((grant) => ![...own, ...always].includes(grant));
      expect([name, more.map((grant) => grant.split(' ')[0])]).toEqual([
        name,
        own.filter((grant) => / (Bus|Mail)$/.test(grant)).map((grant) => grant.split(' ')[0]),
      ]);
      // MiniStack looks at no identity when mail is sent, so the right to it names none.
      expect(grants[name]).toEqual(expect.arrayContaining(own.filter((grant) => !grant.endsWith(' Mail'))));
      expect(grants[name]).not.toContain('xray:PutTraceSegments *');
    }
  });
});

describe("the stage's own key", () => {
  it('can be used by those who read a table and by no others', () => {
    const grants = grantsIn(
      synthesize(
        { stage: 'dev', search: 'domain', metrics: 'open', customerManagedKey: 'true' },
        { CDK_DEFAULT_REGION: 'eu-west-1' },
      ),
    );
    const holders = Object.entries(grants).filter(([, own]) => own.some((grant) => /^kms:.*(?<! MfaKey)$/.test(grant)));
    const readers = Object.entries(expected).filter(([, own]) => own.some((grant) => grant.startsWith('dynamodb:')));
    expect(holders.map(([name]) => name).sort()).toEqual(readers.map(([name]) => name).sort());
  });
});
