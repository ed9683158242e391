import { describe, expect, it } from '@jest/globals';
import { Match } from 'aws-cdk-lib/assertions';
import { SettingsError } from '../../../lib/stages.ts';
import { ofType, type Synthesized, synthesize } from './synthesize.ts';

const dev = synthesize({ stage: 'dev' });
const production = synthesize({ stage: 'production', alarmAddress: 'ops@example.com' });
const local = synthesize({ stage: 'local' });

/** Rules that match events; others run on a schedule. */
const consumerRules = ofType(dev, 'AWS::Events::Rule').filter(({ Properties }) => Properties.EventPattern);

const queueArn = (name: string) => ({ 'Fn::GetAtt': [Match.stringLikeRegexp(`^${name}DeadLetters`), 'Arn'] });

/** What functions are invoked with: the mappings whose source's ARN has this in it. */
const mappingsOf = (source: string) =>
  ofType(dev, 'AWS::Lambda::EventSourceMapping').filter(({ Properties }) =>
    JSON.stringify(Properties.EventSourceArn).includes(source),
  );

describe('the publisher', () => {
  const source = (properties: object) => dev.chat.hasResourceProperties('AWS::Lambda::EventSourceMapping', properties);

  it("reads the Chat table's stream from its beginning", () => {
    source({
      EventSourceArn: { 'Fn::ImportValue': Match.stringLikeRegexp('ChatTable.*StreamArn') },
      StartingPosition: 'TRIM_HORIZON',
    });
  });

  it('is invoked for new messages, changes and conversations, and for entries of the audit alone', () => {
    const [mapping] = mappingsOf('StreamArn');
    expect(JSON.parse(mapping?.Properties.FilterCriteria.Filters[0].Pattern)).toEqual({
      eventName: ['INSERT'],
      dynamodb: {
        Keys: { SK: { S: [{ prefix: 'MESSAGE#' }, { prefix: 'CHANGE#' }, 'CONVERSATION', { prefix: 'AUDIT#' }] } },
      },
    });
  });

  it('is invoked for sessions when they begin and when they end, and not when they are refreshed', () => {
    const [mapping] = ofType(dev, 'AWS::Lambda::EventSourceMapping');
    const patterns = mapping?.Properties.FilterCriteria.Filters.map(({ Pattern }: { Pattern: string }) =>
      JSON.parse(Pattern),
    );
    expect(patterns.filter((pattern: unknown) => JSON.stringify(pattern).includes('SESSION#'))).toEqual(
      ['INSERT', 'REMOVE'].map((eventName) => ({
        eventName: [eventName],
        dynamodb: { Keys: { SK: { S: [{ prefix: 'SESSION#' }] } } },
      })),
    );
  });

  it('is invoked when a person changes, and looks itself whether it was the name', () => {
    const [mapping] = mappingsOf('StreamArn');
    const patterns = mapping?.Properties.FilterCriteria.Filters.map(({ Pattern }: { Pattern: string }) =>
      JSON.parse(Pattern),
    );
    expect(patterns).toContainEqual({ eventName: ['MODIFY'], dynamodb: { Keys: { SK: { S: ['PROFILE'] } } } });
    // The most that a mapping takes.
    expect(patterns).toHaveLength(5);
  });

  it('keeps a poison record from blocking its shard', () => {
    source({
      BisectBatchOnFunctionError: true,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      MaximumRetryAttempts: 10,
      MaximumRecordAgeInSeconds: 3600,
      DestinationConfig: { OnFailure: { Destination: queueArn('Publisher') } },
    });
  });

  it('is the only reader of the stream', () => {
    expect(mappingsOf('StreamArn')).toHaveLength(1);
  });
});

describe('the bus', () => {
  it("keeps the application's events for a replay", () => {
    const archive = (stage: Synthesized, RetentionDays: number) =>
      stage.chat.hasResourceProperties('AWS::Events::Archive', {
        RetentionDays,
        EventPattern: { source: ['chemchat'] },
        SourceArn: { 'Fn::GetAtt': [Match.stringLikeRegexp('^EventsBus'), 'Arn'] },
      });
    archive(dev, 7);
    archive(production, 30);
  });

  it('has no archive on the local cloud, which does not know them', () => {
    local.chat.resourceCountIs('AWS::Events::Archive', 0);
  });
});

describe('every consumer', () => {
  it('has a rule that puts what it can not deliver into the dead-letter queue', () => {
    expect(consumerRules.length).toBeGreaterThan(0);
    for (const { Properties } of consumerRules) {
      // Of what is in AWS, the account's own bus tells.
      const isOurs = Properties.EventPattern.source.includes('chemchat');
      expect(Properties.EventBusName).toEqual(isOurs ? { Ref: expect.stringMatching(/^EventsBus/) } : undefined);
      for (const target of Properties.Targets) {
        expect(target.DeadLetterConfig.Arn['Fn::GetAtt'][0]).toMatch(/DeadLetters/);
        expect(target.RetryPolicy).toEqual({ MaximumEventAgeInSeconds: 3600, MaximumRetryAttempts: 185 });
      }
    }
  });

  it('has a function that puts what it failed on into the same queue, after two more tries', () => {
    const withQueue = ofType(dev, 'AWS::Lambda::EventInvokeConfig').filter(
      ({ Properties }) => Properties.DestinationConfig,
    );
    expect(withQueue).toHaveLength(consumerRules.length);
    dev.chat.hasResourceProperties('AWS::Lambda::EventInvokeConfig', {
      FunctionName: { Ref: Match.stringLikeRegexp('^FanOutMessageConsumer') },
      MaximumEventAgeInSeconds: 3600,
      MaximumRetryAttempts: 2,
      DestinationConfig: { OnFailure: { Destination: queueArn('FanOutMessage') } },
    });
  });
});

describe('every schedule', () => {
  const schedules = ofType(dev, 'AWS::Events::Rule').filter(({ Properties }) => Properties.ScheduleExpression);

  it('tries a run again no later than the next one is due, and keeps none that failed', () => {
    expect(schedules.length).toBeGreaterThan(0);
    for (const { Properties } of schedules) {
      const [{ Arn, RetryPolicy, DeadLetterConfig }] = Properties.Targets;
      const [, amount, unit] = /^rate\((\d+) (minute|hour)s?\)$/.exec(Properties.ScheduleExpression) ?? [];
      const maxAge = Math.min(Number(amount) * (unit === 'hour' ? 3600 : 60), 3600);
      expect(RetryPolicy).toEqual({ MaximumEventAgeInSeconds: maxAge, MaximumRetryAttempts: 2 });
      expect(DeadLetterConfig).toBeUndefined();
      const FunctionName = { Ref: Arn['Fn::GetAtt'][0] };
      const [config] = ofType(dev, 'AWS::Lambda::EventInvokeConfig').filter(
        (one) => one.Properties.FunctionName.Ref === FunctionName.Ref,
      );
      expect(config?.Properties).toMatchObject({ MaximumEventAgeInSeconds: maxAge, MaximumRetryAttempts: 2 });
    }
  });
});

describe('the sweep of connections', () => {
  it('runs every minute, and ends before the next run', () => {
    dev.chat.hasResourceProperties('AWS::Events::Rule', {
      ScheduleExpression: 'rate(1 minute)',
      State: 'ENABLED',
      Targets: [{ Arn: { 'Fn::GetAtt': [Match.stringLikeRegexp('^SweepConnections'), 'Arn'] } }],
    });
    const [sweep] = ofType(dev, 'AWS::Lambda::Function').filter(({ Properties }) =>
      /^Closes connections/.test(Properties.Description),
    );
    expect(sweep?.Properties.Timeout).toBeLessThan(60);
  });
});

describe('the fan-out', () => {
  it('gets created messages', () => {
    dev.chat.hasResourceProperties('AWS::Events::Rule', {
      EventPattern: { source: ['chemchat'], 'detail-type': ['message.created'] },
    });
  });
});

describe('the files', () => {
  it('are looked at when they arrive, and not when they were found good', () => {
    dev.chat.hasResourceProperties('AWS::Events::Rule', {
      EventPattern: {
        source: ['aws.s3'],
        'detail-type': ['Object Created'],
        detail: { bucket: { name: [Match.anyValue()] }, object: { key: [{ prefix: 'uploads/' }] } },
      },
      Targets: [{ Arn: { 'Fn::GetAtt': [Match.stringLikeRegexp('^MediaProcessUpload'), 'Arn'] } }],
    });
  });

  it('are scanned by GuardDuty before they are ready, from where they arrive and nowhere else', () => {
    dev.chat.hasResourceProperties('AWS::GuardDuty::MalwareProtectionPlan', {
      ProtectedResource: { S3Bucket: { ObjectPrefixes: ['uploads/'] } },
      Role: { 'Fn::GetAtt': [Match.stringLikeRegexp('^MediaMalwareProtectionRole'), 'Arn'] },
    });
    const [role] = ofType(dev, 'AWS::IAM::Role').filter(({ Properties }) => Properties.Policies);
    const reads = role?.Properties.Policies[0].PolicyDocument.Statement.filter(({ Action }: { Action: string[] }) =>
      Action.includes('s3:GetObject'),
    );
    expect(JSON.stringify(reads)).toContain('/uploads/*');
    dev.chat.hasResourceProperties('AWS::Events::Rule', {
      EventPattern: Match.objectLike({ source: ['aws.guardduty'] }),
      Targets: [{ Arn: { 'Fn::GetAtt': [Match.stringLikeRegexp('^MediaRecordScan'), 'Arn'] } }],
    });
    local.chat.resourceCountIs('AWS::GuardDuty::MalwareProtectionPlan', 0);
    const scans = ({ chat }: Synthesized) =>
      Object.keys(chat.findResources('AWS::Lambda::Function')).filter((id) => id.startsWith('MediaScanUpload'));
    expect([scans(dev).length, scans(local).length]).toEqual([0, 1]);
  });

  it('are looked at with sharp and ffmpeg beside, for the processor of the functions', () => {
    const [process] = ofType(dev, 'AWS::Lambda::Function').filter(({ Properties }) => Properties.Layers);
    expect(process?.Properties).toMatchObject({ MemorySize: 3538, Timeout: 900, EphemeralStorage: { Size: 2048 } });
    expect(process?.Properties.Layers).toHaveLength(2);
    expect(ofType(dev, 'AWS::Lambda::LayerVersion').map((one) => one.Properties.CompatibleArchitectures)).toEqual([
      ['arm64'],
      ['arm64'],
    ]);
  });

  it('are told of when they are settled, once, and not when they are attached', () => {
    const [mapping] = mappingsOf('StreamArn');
    const patterns = mapping?.Properties.FilterCriteria.Filters.map(({ Pattern }: { Pattern: string }) =>
      JSON.parse(Pattern),
    );
    expect(patterns.filter((pattern: unknown) => JSON.stringify(pattern).includes('MEDIA'))).toEqual([
      {
        eventName: ['MODIFY'],
        dynamodb: {
          Keys: { SK: { S: ['MEDIA'] } },
          OldImage: { status: { S: ['pending', 'processing'] } },
          NewImage: { status: { S: ['ready', 'rejected'] } },
        },
      },
    ]);
  });
});

describe('the queue of receipts', () => {
  it('holds each back for a second, and leaves what failed five times in its dead-letter queue', () => {
    dev.chat.hasResourceProperties('AWS::SQS::Queue', {
      DelaySeconds: 1,
      SqsManagedSseEnabled: true,
      RedrivePolicy: { deadLetterTargetArn: queueArn('Receipts'), maxReceiveCount: 5 },
    });
  });

  it('gives a message to another only when its function has had six times its time', () => {
    const [{ Properties: queue } = { Properties: {} }] = ofType(dev, 'AWS::SQS::Queue').filter(
      ({ Properties }) => Properties.DelaySeconds === 1,
    );
    const consumer = ofType(dev, 'AWS::Lambda::Function').find(
      ({ Properties }) => Properties.Description === 'Tells members how far the others have come',
    );
    expect(queue.VisibilityTimeout).toBe(6 * consumer?.Properties.Timeout);
  });

  it('has a consumer that reports what failed one by one, and polls an idle queue no more than it has to', () => {
    const [mapping] = mappingsOf('ReceiptsQueue');
    expect(mapping?.Properties).toMatchObject({ BatchSize: 10, FunctionResponseTypes: ['ReportBatchItemFailures'] });
    expect(mapping?.Properties.ScalingConfig).toBeUndefined();
  });
});

describe('the purge', () => {
  it('gets deletions of conversations alone', () => {
    dev.chat.hasResourceProperties('AWS::Events::Rule', {
      EventPattern: {
        source: ['chemchat'],
        'detail-type': ['conversation.changed'],
        detail: { change: { kind: ['conversation.deleted'] } },
      },
      Targets: [{ Arn: { 'Fn::GetAtt': [Match.stringLikeRegexp('^PurgeConversation'), 'Arn'] } }],
    });
  });
});

describe('the inspection', () => {
  it('runs every 15 minutes, and ends before the next run', () => {
    dev.chat.hasResourceProperties('AWS::Events::Rule', {
      ScheduleExpression: 'rate(15 minutes)',
      Targets: [{ Arn: { 'Fn::GetAtt': [Match.stringLikeRegexp('^InspectionInspectRecent'), 'Arn'] } }],
    });
    const [inspection] = ofType(dev, 'AWS::Lambda::Function').filter(({ Properties }) =>
      /^Compares heads/.test(Properties.Description),
    );
    expect(inspection?.Properties.Timeout).toBeLessThan(15 * 60);
  });

  it('has an alarm on the first finding that it can not repair', () => {
    dev.chat.hasResourceProperties('AWS::CloudWatch::Alarm', {
      AlarmName: 'ChemChat-dev-InspectionUnrepaired',
      Namespace: 'ChemChat',
      MetricName: 'InspectionUnrepaired',
      Dimensions: [{ Name: 'service', Value: 'chemchat-dev' }],
      Threshold: 1,
    });
  });
});

describe('a pass of the inspection over the table', () => {
  it('has an alarm when it has not ended after 12 hours', () => {
    dev.chat.hasResourceProperties('AWS::CloudWatch::Alarm', {
      AlarmName: 'ChemChat-dev-InspectionIsBehind',
      Namespace: 'ChemChat',
      MetricName: 'InspectionPassAge',
      Dimensions: [{ Name: 'service', Value: 'chemchat-dev' }],
      Threshold: 12 * 3600,
      Statistic: 'Maximum',
    });
  });
});

describe('every dead-letter queue', () => {
  const queues = ofType(dev, 'AWS::SQS::Queue').filter(({ Properties }) => Properties.RedrivePolicy === undefined);

  it('keeps messages encrypted for 14 days', () => {
    expect(queues).toHaveLength(15);
    for (const { Properties } of queues) {
      expect(Properties).toMatchObject({ MessageRetentionPeriod: 14 * 24 * 3600, SqsManagedSseEnabled: true });
    }
  });

  it('refuses what does not come by TLS', () => {
    for (const { Properties } of ofType(dev, 'AWS::SQS::QueuePolicy')) {
      expect(Properties.PolicyDocument.Statement).toEqual(
        expect.arrayContaining([
          expect.objectContaining({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
        ]),
      );
    }
    dev.chat.resourceCountIs('AWS::SQS::QueuePolicy', ofType(dev, 'AWS::SQS::Queue').length);
  });

  it('takes what comes without on the local cloud, which has no TLS', () => {
    const statements = ofType(local, 'AWS::SQS::QueuePolicy').flatMap(
      ({ Properties }) => Properties.PolicyDocument.Statement,
    );
    expect(statements.filter(({ Effect }) => Effect === 'Deny')).toEqual([]);
  });

  it('is put out by name and has an alarm on its first message', () => {
    for (const name of ['Publisher', 'FanOutMessage', 'Receipts']) {
      dev.chat.hasOutput(`${name}DeadLetterQueueUrl`, {});
      dev.chat.hasResourceProperties('AWS::CloudWatch::Alarm', {
        AlarmName: `ChemChat-dev-${name}DeadLetters`,
        MetricName: 'ApproximateNumberOfMessagesVisible',
        Threshold: 1,
        Dimensions: [{ Name: 'QueueName', Value: { 'Fn::GetAtt': [Match.stringLikeRegexp(`^${name}`), 'QueueName'] } }],
      });
    }
  });
});

describe('what looks at uploads', () => {
  const reserved = (template: typeof production) =>
    ofType(template, 'AWS::Lambda::Function').flatMap(({ Properties }) =>
      Properties.ReservedConcurrentExecutions === undefined
        ? []
        : [[Properties.Description, Properties.ReservedConcurrentExecutions]],
    );
  const description = 'Looks at uploaded files and makes what is shown of them';

  it("has a bound in production, which leaves the rest of the account's executions to others", () => {
    expect(reserved(production)).toEqual([[description, 50]]);
    expect(reserved(synthesize({ stage: 'production', uploadsAtOnce: '7' }))).toEqual([[description, 7]]);
  });

  it('has none where the stage says so, as in a new account, which has nothing to reserve', () => {
    expect(reserved(dev)).toEqual([]);
    expect(reserved(synthesize({ stage: 'production', uploadsAtOnce: 'unbounded' }))).toEqual([]);
    expect(() => synthesize({ stage: 'production', uploadsAtOnce: '0' })).toThrow(SettingsError);
  });
});

describe('the alarms', () => {
  const alarms = ofType(production, 'AWS::CloudWatch::Alarm');

  it('tell what is the matter in a sentence, and where it says what to do', () => {
    for (const { Properties } of alarms) {
      expect(Properties.AlarmDescription).toMatch(/^[A-Z][^.]{20,}\. docs\/runbooks\/\w+\.md$/);
    }
  });

  it('tell when functions can not begin, whichever, and when the Chat table throttles', () => {
    production.chat.hasResourceProperties('AWS::CloudWatch::Alarm', {
      AlarmName: 'ChemChat-production-LambdaThrottles',
      Namespace: 'AWS/Lambda',
      MetricName: 'Throttles',
      Dimensions: Match.absent(),
      Statistic: 'Sum',
    });
    for (const what of ['Read', 'Write']) {
      production.chat.hasResourceProperties('AWS::CloudWatch::Alarm', {
        AlarmName: `ChemChat-production-ChatTable${what}Throttles`,
        Namespace: 'AWS/DynamoDB',
        MetricName: `${what}ThrottleEvents`,
        Dimensions: [{ Name: 'TableName', Value: Match.anyValue() }],
        Statistic: 'Sum',
      });
    }
  });

  it('watch how far publishing is behind', () => {
    production.chat.hasResourceProperties('AWS::CloudWatch::Alarm', { MetricName: 'IteratorAge', Threshold: 60_000 });
  });

  it('count a scheduled function as failing after three failures, within its schedule or five minutes', () => {
    production.chat.hasResourceProperties('AWS::CloudWatch::Alarm', {
      AlarmName: 'ChemChat-production-SweepConnectionsErrors',
      MetricName: 'Errors',
      Statistic: 'Sum',
      Period: 300,
      Threshold: 3,
    });
  });

  it('watch every function whose failures the HTTP API does not count', () => {
    const watched = alarms
      .filter(({ Properties }) => Properties.MetricName === 'Errors')
      .map(({ Properties }) => Properties.AlarmName.replace(/^ChemChat-production-(\w+)Errors$/, '$1'));
    const functions = ofType(production, 'AWS::Lambda::Function').length;
    const routes = ofType(production, 'AWS::ApiGatewayV2::Integration').filter(
      ({ Properties }) => Properties.PayloadFormatVersion === '2.0',
    ).length;
    expect(new Set(watched).size).toBe(functions - routes);
    production.http.hasResourceProperties('AWS::CloudWatch::Alarm', { MetricName: '5xx' });
  });

  it("are mailed to the stage's address, by a topic that takes nothing without TLS", () => {
    production.chat.hasResourceProperties('AWS::SNS::Subscription', { Protocol: 'email', Endpoint: 'ops@example.com' });
    production.chat.hasResourceProperties('AWS::SNS::TopicPolicy', {
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
        ]),
      },
    });
    for (const { Properties } of alarms) expect(Properties.AlarmActions).toHaveLength(1);
  });

  it('are there without an address, and mail nobody', () => {
    dev.chat.resourceCountIs('AWS::SNS::Topic', 0);
    expect(ofType(dev, 'AWS::CloudWatch::Alarm')).toHaveLength(alarms.length);
  });
});
