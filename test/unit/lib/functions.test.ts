import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { type HttpRouteId, httpRoutes } from '../../../functions/contract/http-routes.ts';
import { bundleHandlers, handlerCode } from '../../../lib/functions/bundle.ts';
import { aZip } from '../../builders/media-files.ts';
import { ofType, synthesize } from './synthesize.ts';

const dev = synthesize({ stage: 'dev', metrics: 'open' });
const production = synthesize({ stage: 'production' });
const local = synthesize({ stage: 'local' });
const functions = ofType(dev, 'AWS::Lambda::Function');

describe('every function', () => {
  it('runs on arm64 and the pinned runtime, and traces', () => {
    for (const { Properties } of functions) {
      expect(Properties).toMatchObject({
        Architectures: ['arm64'],
        Runtime: 'nodejs22.x',
        Handler: 'index.handler',
        TracingConfig: { Mode: 'Active' },
      });
    }
  });

  it('writes JSON at the level of its stage to a log group of its own', () => {
    for (const stage of [dev, production]) {
      const own = ofType(stage, 'AWS::Lambda::Function').map(({ Properties }) => Properties.LoggingConfig);
      for (const { LogFormat, ApplicationLogLevel } of own) {
        expect([LogFormat, ApplicationLogLevel]).toEqual(['JSON', stage === dev ? 'DEBUG' : 'INFO']);
      }
      expect(new Set(own.map(({ LogGroup }) => LogGroup.Ref)).size).toBe(own.length);
    }
  });

  it('knows its stage and how it is observed', () => {
    for (const { Properties } of functions) {
      expect(Properties.Environment.Variables).toMatchObject({
        STAGE: 'dev',
        NODE_OPTIONS: '--enable-source-maps',
        POWERTOOLS_SERVICE_NAME: 'chemchat-dev',
        POWERTOOLS_METRICS_NAMESPACE: 'ChemChat',
        POWERTOOLS_LOG_LEVEL: 'DEBUG',
        POWERTOOLS_TRACE_ENABLED: 'true',
      });
    }
  });

  it('has a role of its own', () => {
    const roles = functions.map(({ Properties }) => Properties.Role['Fn::GetAtt'][0]);
    expect(new Set(roles).size).toBe(functions.length);
  });

  it('does not trace on the local cloud', () => {
    for (const { Properties } of ofType(local, 'AWS::Lambda::Function')) {
      expect(Properties.TracingConfig).toBeUndefined();
      expect(Properties.Environment.Variables.POWERTOOLS_TRACE_ENABLED).toBe('false');
    }
  });

  it('gives API Gateway an answer before that gives up', () => {
    const slow = functions.filter(({ Properties }) => Properties.Timeout > 30);
    expect(slow.map(({ Properties }) => Properties.Description).sort()).toEqual([
      'Closes connections whose token has expired, and forgets those that went without a word',
      'Closes the sockets of tenants that were suspended',
      'Compares heads, messages, members, delivery marks and search of what is recent, and repairs what is missing',
      'Delivers changes that the fast path missed',
      'Delivers messages that the fast path missed',
      'Forgets files that nobody sent, and gives up those whose bytes never came',
      'Looks at uploaded files and makes what is shown of them',
      'Removes what a deleted conversation leaves',
      'Tells of files that are ready or were rejected',
      'Tells of new conversations what the fast path missed',
    ]);
  });
});

describe('every log group', () => {
  it('ends with its stage, and forgets when the stage says so', () => {
    for (const [stage, days] of [[dev, 7] as const, [production, 90] as const]) {
      const groups = ofType(stage, 'AWS::Logs::LogGroup');
      expect(groups.length).toBe(ofType(stage, 'AWS::Lambda::Function').length + 2);
      for (const { Properties } of groups) expect(Properties.RetentionInDays).toBe(days);
    }
  });
});

describe('the environment', () => {
  const variables = (description: string): Record<string, unknown> =>
    functions.find(({ Properties }) => Properties.Description === description)?.Properties.Environment.Variables;

  it('has what a function needs', () => {
    expect(Object.keys(variables(httpRoutes['register-user'].summary))).toEqual(
      expect.arrayContaining(['CHAT_TABLE', 'USER_POOL_ID', 'USER_POOL_CLIENT_ID', 'SIGN_UP']),
    );
    expect(variables('Decides who may connect').ALLOWED_ORIGINS).toBe('http://localhost:3000');
    expect(Object.keys(variables("Publishes the Chat table's changes as events"))).toContain('EVENT_BUS');
  });

  it('has nothing that it does not need', () => {
    const names = Object.keys(variables(httpRoutes['get-me'].summary));
    expect(names.filter((name) => !/^(NODE|POWERTOOLS|STAGE)/.test(name)).sort()).toEqual([
      'CHAT_TABLE',
      'LIVE_TABLE',
      'ORIGIN_SECRET',
    ]);
  });
});

describe('bundling', () => {
  const handlers = (Object.keys(httpRoutes) as HttpRouteId[]).map((routeId) => `http/${routeId}` as const);
  let bundles: ReturnType<typeof bundleHandlers>;

  beforeAll(() => {
    bundles = bundleHandlers([
      ...handlers,
      'websocket/authorize-connection',
      'websocket/message-send',
      'identity/add-token-claims',
      'streams/publish-changes',
      'events/fan-out-message',
      'queues/tell-receipts',
      'queues/index-events',
      'media/record-scan',
    ]);
  });

  it('puts everything into one file of at most 1 MB, for its size is start-up time', () => {
    for (const [handler, files] of bundles) {
      const script = files.find(({ path }) => path.endsWith('/index.js'));
      expect([handler, script && script.contents.length > 1_000 && script.contents.length <= 1_000_000]).toEqual([
        handler,
        true,
      ]);
    }
  });

  it('leaves nothing to be found at run time: each bundle starts alone', () => {
    const folder = mkdtempSync(join(tmpdir(), 'chemchat-bundles-'));
    try {
      for (const [handler, files] of bundles) {
        mkdirSync(join(folder, handler), { recursive: true });
        for (const { path, contents } of files) writeFileSync(join(folder, handler, basename(path)), contents);
      }
      // biome-ignore lint/suspicious/noTemplateCurlyInString: a script, run as it stands
      const start = 'for (const each of process.argv.slice(1)) console.log(each, typeof require(`./${each}`).handler)';
      const env = {
        AWS_REGION: 'eu-west-1',
        POWERTOOLS_TRACE_ENABLED: 'false',
        CONNECTIONS_ENDPOINT: 'https://connections.example.com/ws',
        RECEIPT_QUEUE_URL: 'https://queues.example.com/receipts',
        MFA_KEY_ARN: 'arn:aws:kms:eu-west-1:111122223333:key/mfa',
        CODE_QUEUE_URL: 'https://queues.example.com/codes',
        MAIL_SENDER: 'chat@example.com',
        COMMON_PASSWORDS: 'refused',
        CONFIRM_ADDRESSES: 'false',
        INDEX_QUEUE_URL: 'https://queues.example.com/index',
        INDEX_DEAD_LETTER_QUEUE_URL: 'https://queues.example.com/never',
        SEARCH_SERVICE: 'es',
        SEARCH_ENDPOINT: 'https://search.example.com',
        SIGN_UP: 'closed',
        ALLOWED_ORIGINS: '',
        ORIGIN_SECRET: '',
        FILES_ORIGIN: '',
        PUBLIC_URLS: '',
        ...Object.fromEntries(
          [
            'CHAT_TABLE',
            'LIVE_TABLE',
            'AUDIT_TABLE',
            'EVENT_BUS',
            'MEDIA_BUCKET',
            'USER_POOL_ID',
            'USER_POOL_CLIENT_ID',
            'ALARM_PREFIX',
            'POWERTOOLS_METRICS_NAMESPACE',
            'POWERTOOLS_SERVICE_NAME',
          ].map((name) => [name, 'any']),
        ),
      };
      const printed = execFileSync(process.execPath, ['-e', start, ...bundles.keys()], {
        cwd: folder,
        env,
        encoding: 'utf8',
      });
      expect(printed.trim().split('\n')).toEqual([...bundles.keys()].map((handler) => `${handler} function`));
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('tells what a file is alone, also of one that was cut off', () => {
    const folder = mkdtempSync(join(tmpdir(), 'chemchat-bundles-'));
    try {
      const [files = []] = bundleHandlers(['media/../platform/media/file-type']).values();
      for (const { path, contents } of files) writeFileSync(join(folder, basename(path)), contents);
      writeFileSync(join(folder, 'upload'), aZip().subarray(0, 20));
      const tell = "require('./index').fileTypeOf('upload').then(console.log)";
      expect(execFileSync(process.execPath, ['-e', tell], { cwd: folder, encoding: 'utf8' })).toBe('application/zip\n');
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('has source maps that are the same on every machine and carry no source', () => {
    const map = bundles.get('http/get-me')?.find(({ path }) => path.endsWith('/index.js.map'));
    const { sources, sourcesContent } = JSON.parse(map?.text ?? '{}');
    expect(sources).toContain('../../../functions/http/get-me.ts');
    expect(sources.filter((source: string) => !/^(\.\.\/)+(functions|node_modules)\//.test(source))).toEqual([]);
    expect(sourcesContent).toBeUndefined();
  });

  it("takes Swagger UI's files from where they are", () => {
    for (const file of ['swagger-ui.css', 'swagger-ui-bundle.js']) {
      expect(existsSync(`node_modules/swagger-ui-dist/${file}`)).toBe(true);
    }
  });

  it('names the file of a handler that is not there', () => {
    expect(() => handlerCode('http/none')).toThrow('cannot find the handler functions/http/none.ts');
  });
});
