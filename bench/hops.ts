/**
 * What is known of each part of a message's way: the median and the 99th percentile in ms. Published figures are of
 * others' measurements in us-east-1, those that the design leans on; the rest is assumed.
 */
export const hops = {
  read: {
    p50Ms: 7.6,
    p99Ms: 16,
    origin: 'assumed',
    what: 'GetItem, BatchGetItem, Query: taken to be as quick as a published PutItem',
  },
  write: {
    p50Ms: 7.6,
    p99Ms: 16,
    origin: 'published',
    what: 'PutItem',
  },
  transaction: {
    p50Ms: 25,
    p99Ms: 92,
    origin: 'published',
    what: 'transaction of five items; a send has four',
  },
  stream: {
    p50Ms: 213,
    p99Ms: 552,
    origin: 'published',
    what: 'DynamoDB stream to Lambda',
  },
  bus: {
    p50Ms: 148,
    p99Ms: 387,
    origin: 'published',
    what: 'EventBridge to Lambda; taken to begin with the PutEvents call',
  },
  coldStart: {
    p50Ms: 275,
    p99Ms: 800,
    origin: 'published',
    what: 'Node cold start, the middle of P50 200 to 350 ms and P99 600 to 1,000 ms',
  },
  post: {
    p50Ms: 15,
    p99Ms: 60,
    origin: 'assumed',
    what: '@connections post, until the frame is on its way',
  },
  publish: {
    p50Ms: 15,
    p99Ms: 60,
    origin: 'assumed',
    what: 'PutEvents, as a part of what the publisher is billed for',
  },
  enqueue: {
    p50Ms: 15,
    p99Ms: 60,
    origin: 'assumed',
    what: 'SendMessage to a queue',
  },
  gateway: {
    p50Ms: 15,
    p99Ms: 50,
    origin: 'assumed',
    what: 'API Gateway, from a frame to a warm function',
  },
  network: {
    p50Ms: 15,
    p99Ms: 60,
    origin: 'assumed',
    what: 'one way between a client and the region',
  },
  compute: {
    p50Ms: 5,
    p99Ms: 15,
    origin: 'assumed',
    what: "a function's own work in an invocation",
  },
} as const;
