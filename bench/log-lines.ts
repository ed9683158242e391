/** What CloudWatch Logs counts for a line beside its text (PutLogEvents: "plus 26 bytes for each log event"). */
const bytesBeside = 26;

const requestId = '6f7f0961-8344-4118-a7af-6fe80b88d56c';
const time = '2026-11-24T12:00:00.000Z';

/** What Lambda itself logs of a warm, traced invocation at level INFO, in the shape of the Lambda Developer Guide. */
const platformLines = [
  { time, type: 'platform.start', record: { requestId, version: '$LATEST' } },
  {
    time,
    type: 'platform.report',
    record: {
      requestId,
      metrics: { durationMs: 61.27, billedDurationMs: 62, memorySizeMB: 1024, maxMemoryUsedMB: 112 },
      tracing: {
        spanId: '5b4c3d2e1f0a9b8c',
        type: 'X-Amzn-Trace-Id',
        value: `Root=1-67440000-0123456789abcdef01234567`,
      },
      status: 'success',
    },
  },
];

/** What API Gateway logs of a frame: the fields of lib/messaging/websocket-api.ts. */
const accessLine = {
  requestId: 'PqRsTuVwXyZ0123=',
  requestTime: '24/Nov/2026:12:00:00 +0000',
  sourceIp: '198.51.100.100',
  eventType: 'MESSAGE',
  routeKey: 'message.send',
  connectionId: 'PqRsTuVwXyZ0123=',
  status: '200',
  integrationLatencyMs: '61',
  integrationError: '-',
  authorizerError: '-',
  userId: '6f7f0961-8344-4118-a7af-6fe80b88d56c',
};

const bytesOf = (line: object): number => Buffer.byteLength(JSON.stringify(line)) + bytesBeside;

/** Bytes that an invocation's lines are billed as: its own, measured, and those of Lambda, by their shape. */
export const functionLogBytes = ({ logLines, logBytes }: { readonly logLines: number; readonly logBytes: number }) =>
  logBytes + logLines * bytesBeside + platformLines.reduce((total, line) => total + bytesOf(line), 0);

/** Bytes of the line about one frame of a client. */
export const accessLogBytes = bytesOf(accessLine);
