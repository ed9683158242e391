import { Failure } from './failure.ts';
import { allInstances, openInstance } from './instance.ts';
import { removeInstance, stopLocalCloud } from './local-cloud.ts';

const { FUNCTION, EVENT, FILE, ONCE, INSPECT, TABLES_PORT, TENANT, CONVERSATION, REPAIR } = process.env;

const backupFile = (): string => {
  if (FILE) return FILE;
  throw new Failure('no FILE was named', 'for instance: make backup FILE=tables.jsonl.gz');
};

/** One command a make target; each loads only what it needs. */
const commands: Readonly<Record<string, () => Promise<unknown>>> = {
  'quick-start': async () => (await import('./quick-start.ts')).quickStart(openInstance()),
  stop: () => stopLocalCloud(openInstance()),
  reset: async () => {
    const instance = openInstance();
    await removeInstance(instance);
    await (await import('./quick-start.ts')).quickStart(instance);
  },
  clean: async () => {
    for (const instance of allInstances()) await removeInstance(instance);
  },
  health: async () => (await import('./health.ts')).printHealth(openInstance()),
  'check-services': async () => (await import('./health.ts')).checkServices(openInstance()),
  monitor: async () => (await import('./monitor.ts')).monitor(openInstance(), { once: ONCE === '1' }),
  mail: async () => (await import('./caught-mail.ts')).printMail(openInstance()),
  logs: async () => (await import('./logs.ts')).followLogs(openInstance(), FUNCTION),
  tables: async () => (await import('./tables.ts')).browseTables(openInstance(), TABLES_PORT || '8080'),
  backup: async () => {
    const items = await (await import('./backup.ts')).backUp(openInstance(), backupFile());
    console.log(`${items} items are in ${FILE}`);
  },
  inspect: async () =>
    (await import('./inspect.ts')).inspectDeployment(openInstance(), {
      tenant: TENANT || undefined,
      conversation: CONVERSATION || undefined,
      repair: REPAIR === '1',
    }),
  'suspend-tenant': async () =>
    (await import('./suspend-tenant.ts')).suspend(openInstance(), { tenant: TENANT, suspended: true }),
  'resume-tenant': async () =>
    (await import('./suspend-tenant.ts')).suspend(openInstance(), { tenant: TENANT, suspended: false }),
  reindex: async () => (await import('./reindex.ts')).reindexDeployment(openInstance()),
  restore: async () => {
    const items = await (await import('./backup.ts')).restore(openInstance(), backupFile());
    console.log(`${items} items are back from ${FILE}`);
  },
  watch: async () => (await import('./dev-watch.ts')).watchSources(openInstance()),
  debug: async () =>
    (await import('./dev-debug.ts')).debugFunction(openInstance(), {
      handler: FUNCTION,
      eventFile: EVENT,
      inspect: INSPECT || '127.0.0.1:9229',
    }),
  audit: async () => (await import('./audit.ts')).auditPackages(),
  'test-endpoints': async () => {
    const [{ testEndpointsOf }, { deployedOutputs }] = [
      await import('./test-instance.ts'),
      await import('./outputs.ts'),
    ];
    const instance = openInstance();
    console.log(JSON.stringify(testEndpointsOf(instance, deployedOutputs(instance))));
  },
};

// `make logs | head` is no error.
process.stdout.on('error', () => process.exit(0));

const name = process.argv[2] ?? '';
try {
  const command = commands[name];
  if (!command) throw new Failure(`no command ${name}`, `give one of ${Object.keys(commands).join(', ')}`);
  await command();
  process.exit(0);
} catch (error) {
  if (error instanceof Failure) console.error(`\n✖ ${error.message}\n  → ${error.advice}`);
  else console.error(error);
  process.exit(1);
}
