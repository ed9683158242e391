import type { Config } from 'jest';

const transform: Config['transform'] = {
  '^.+\\.tsx?$': [
    '@swc/jest',
    {
      jsc: {
        target: 'es2023',
        parser: { syntax: 'typescript', tsx: true },
        transform: { react: { runtime: 'automatic' } },
      },
      module: { type: 'es6' },
    },
  ],
};

const project = (name: string, over: Config = {}): Config => ({
  displayName: name,
  testMatch: [`<rootDir>/test/${name}/**/*.test.ts`],
  testEnvironment: 'node',
  // The client's package as its sources, so that nothing has to be built first.
  testEnvironmentOptions: { customExportConditions: ['node', 'node-addons', '@chemchat/source'] },
  setupFiles: ['<rootDir>/test/environment.ts'],
  transform,
  extensionsToTreatAsEsm: ['.ts', '.tsx'],
  modulePathIgnorePatterns: ['<rootDir>/.local/', '<rootDir>/cdk.out/'],
  ...over,
});

const config: Config = {
  projects: [
    project('unit'),
    project('integration', {
      globalSetup: '<rootDir>/test/integration/setup.ts',
      globalTeardown: '<rootDir>/test/integration/teardown.ts',
    }),
    project('e2e', { globalSetup: '<rootDir>/test/e2e/setup.ts', globalTeardown: '<rootDir>/test/e2e/teardown.ts' }),
  ],
  testTimeout: 30_000,
  // One file at a time, for end-to-end tests stop parts of the one local cloud and change its functions. In a process that
  // is renewed when it has grown: in one for all of them, the last files took three times as long.
  maxWorkers: 1,
  workerIdleMemoryLimit: '1GB',
  collectCoverageFrom: ['functions/**/*.ts', 'lib/**/*.ts', 'client/src/**/*.ts', '!**/*.d.ts'],
  coverageDirectory: '.local/coverage',
  coverageReporters: ['text-summary', 'lcov', 'json'],
  coverageThreshold: { global: { lines: 80, branches: 80 } },
};

export default config;
