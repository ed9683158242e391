/** What AWS asks for, in us-east-1, without any free tier: look again before you lean on one. */
export const priceList = {
  region: 'us-east-1',
  lookedUp: '2026-11-24',
  prices: {
    writeUnits: {
      dollars: 0.625,
      per: 1e6,
      what: 'DynamoDB on demand, write units',
      source: 'docs/operations.md',
    },
    readUnits: {
      dollars: 0.125,
      per: 1e6,
      what: 'DynamoDB on demand, read units',
      source: 'docs/operations.md',
    },
    invocations: {
      dollars: 0.2,
      per: 1e6,
      what: 'Lambda, calls',
      source: 'docs/operations.md',
    },
    gigabyteSeconds: {
      dollars: 0.0000133334,
      per: 1,
      what: 'Lambda on arm64, GB-seconds',
      source: 'docs/operations.md',
    },
    frames: {
      dollars: 1,
      per: 1e6,
      what: 'WebSocket API, frames of up to 32 KB in and out',
      source: 'docs/operations.md',
    },
    events: {
      dollars: 1,
      per: 1e6,
      what: 'EventBridge, custom events of up to 64 KB; bringing them to Lambda is free',
      source: 'docs/operations.md; cloudburn.io/blog/amazon-eventbridge-pricing',
    },
    queueRequests: {
      dollars: 0.4,
      per: 1e6,
      what: 'SQS, requests of up to 64 KB: each message is sent, received and deleted',
      source: 'docs/operations.md',
    },
    archivedBytes: {
      dollars: 0.1,
      per: 1e9,
      what: 'EventBridge archive, GB taken in',
      source: 'cloudburn.io/blog/amazon-eventbridge-pricing',
    },
    logBytes: {
      dollars: 0.5,
      per: 1e9,
      what: 'CloudWatch Logs, GB taken in',
      source: 'docs/operations.md',
    },
    traces: {
      dollars: 5,
      per: 1e6,
      what: 'X-Ray, traces recorded',
      source: 'aws.amazon.com/xray/pricing',
    },
    bytesOut: {
      dollars: 0.09,
      per: 1e9,
      what: 'data out to the internet, GB, first 10 TB of a month',
      source: 'wring.co/blog/aws-data-transfer-pricing-guide',
    },
  },
} as const;
