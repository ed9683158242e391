import { basename } from 'node:path';
import { Duration, RemovalPolicy, type Size, Validations } from 'aws-cdk-lib';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { ApplicationLogLevel, LoggingFormat, Runtime, SystemLogLevel, Tracing } from 'aws-cdk-lib/aws-lambda';
import type { SqsDestination } from 'aws-cdk-lib/aws-lambda-destinations';
import { NodejsFunction } from 'aws-cdk-lib/aws-lambda-nodejs';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { SharedPartition } from '../../functions/contract/partitions.ts';
import type { Deployment } from '../deployment.ts';
import { type Assets, type HandlerName, handlerCode } from './bundle.ts';
import type { Layer } from './layer.ts';
import { type Capabilities, type FunctionNeeds, meetNeeds, type Needs } from './needs.ts';

/** How a function is sized, and what it reaches beside the tenants' partitions. */
export interface FunctionSettings {
  /** Partitions of no tenant that it may reach, in the tables that it needs; none when left out. */
  readonly sharedPartitions?: readonly SharedPartition[];
  /** MiB, 512 when left out; the processor's share grows with it. */
  readonly memorySize?: number;
  /** Of its /tmp, 512 MiB when left out. */
  readonly scratch?: Size;
  /** 10 seconds when left out. API Gateway waits at most 30. */
  readonly timeout?: Duration;
  /** Copies at once, taken out of what the account has; as many as there are when left out. */
  readonly reservedConcurrency?: number;
}

/** For a function that is invoked asynchronously: what becomes of events that it fails on. */
export interface AsynchronousInvocation {
  /** Where they go in the end, each with the error beside it; nowhere when left out. */
  readonly onFailure?: SqsDestination;
  /** At most 2. */
  readonly retryAttempts: number;
  readonly maxEventAge: Duration;
}

export interface ChatFunctionProps<Need extends keyof FunctionNeeds> extends FunctionSettings {
  readonly deployment: Deployment;
  readonly handler: HandlerName;
  readonly description: string;
  readonly needs: Needs<Need>;
  readonly capabilities: Pick<Capabilities, Need>;
  readonly assets?: Assets;
  readonly layers?: readonly Layer[];
  readonly asynchronous?: AsynchronousInvocation;
}

/** How long a function may take: API Gateway waits for 29 s, and many that start at once on a small machine wait. */
const patience = Duration.seconds(25);

/**
 * One Lambda function as all of ChemChat's are made: bundled, traced, with a log group and a role of its own that
 * holds what it needs and nothing else.
 */
export class ChatFunction<Need extends keyof FunctionNeeds = never> extends Construct {
  readonly lambda: NodejsFunction;
  readonly logGroup: LogGroup;

  constructor(scope: Construct, id: string, props: ChatFunctionProps<Need>) {
    super(scope, id);
    const { deployment, handler, asynchronous } = props;
    const { settings, target } = deployment;

    this.logGroup = new LogGroup(this, 'Logs', {
      logGroupName: `/chemchat/${settings.stage}/${basename(handler)}`,
      retention: settings.logRetention,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    // Of its own, for the managed policy that Lambda would add may write to every log group.
    const role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    this.logGroup.grantWrite(role);

    this.lambda = new NodejsFunction(this, 'Function', {
      description: props.description,
      runtime: Runtime.NODEJS_22_X,
      architecture: target.architecture,
      code: handlerCode(handler, props.assets),
      handler: 'index.handler',
      layers: props.layers?.map(({ version }) => version) ?? [],
      memorySize: props.memorySize ?? 512,
      ...(props.scratch && { ephemeralStorageSize: props.scratch }),
      timeout: props.timeout ?? patience,
      ...(props.reservedConcurrency && { reservedConcurrentExecutions: props.reservedConcurrency }),
      role,
      logGroup: this.logGroup,
      loggingFormat: LoggingFormat.JSON,
      applicationLogLevelV2: ApplicationLogLevel[settings.logLevel],
      systemLogLevelV2: SystemLogLevel.INFO,
      tracing: target.tracing ? Tracing.ACTIVE : Tracing.DISABLED,
      environment: {
        NODE_OPTIONS: '--enable-source-maps',
        STAGE: settings.stage,
        POWERTOOLS_SERVICE_NAME: `chemchat-${settings.stage}`,
        POWERTOOLS_METRICS_NAMESPACE: 'ChemChat',
        POWERTOOLS_LOG_LEVEL: settings.logLevel,
        POWERTOOLS_TRACE_ENABLED: String(target.tracing),
      },
      ...asynchronous,
    });
    const { sharedPartitions = [] } = props;
    if (sharedPartitions.length > 0) this.lambda.addEnvironment('SHARED_PARTITIONS', sharedPartitions.join(','));
    meetNeeds({ lambda: this.lambda, deployment, sharedPartitions }, props.needs, props.capabilities);

    Validations.of(this.lambda).acknowledge({
      id: 'AwsSolutions-L1',
      reason: 'Node 22 is what the local cloud and the tests run on; all move to the next one together.',
    });
    if (target.tracing) {
      Validations.of(role).acknowledge({
        id: 'AwsSolutions-IAM5[Resource::*]',
        reason: "X-Ray's write actions take no resource; a template test lists every statement that has one.",
      });
    }
  }
}
