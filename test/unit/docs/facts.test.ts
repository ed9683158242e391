import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { type Flow, tripsOf } from '../../../bench/recorded-flow.ts';
import { keys } from '../../../functions/platform/keys.ts';
import { ofType, synthesize } from '../lib/synthesize.ts';
import { firstCells, page, pages } from './pages.ts';

/** What stands in a page from a comment on up to the next heading. */
const sectionAfter = (path: string, comment: string): string =>
  page(path).text.split(`<!-- ${comment}:`)[1]?.split('\n#')[0] ?? '';

const wordsOf = (text: string): string => text.replaceAll(/\s+/g, ' ');

/** Whether the tests of a file, described or named, have this title. */
const hasTest = (file: string, title: string): boolean =>
  existsSync(file) && readFileSync(file, 'utf8').replaceAll("\\'", "'").includes(title);

describe('docs/architecture.md', () => {
  it('tells every key of both tables', () => {
    expect(firstCells(sectionAfter('docs/architecture.md', 'keys')).sort()).toEqual(Object.keys(keys).sort());
  });
});

describe('docs/operations.md', () => {
  it('has a runbook for every alarm, and none for an alarm that is not there', () => {
    const templates = synthesize({ stage: 'production', search: 'domain' });
    const resources = ofType(templates, 'AWS::CloudWatch::Alarm').map(({ Properties }) => Properties);
    const alarms = resources.map(({ AlarmName }) => AlarmName.replace('ChemChat-production-', ''));
    const patterns = firstCells(sectionAfter('docs/operations.md', 'alarms'));
    const matches = (alarm: string, pattern: string) => new RegExp(`^${pattern.replace('*', '\\w+')}$`).test(alarm);
    expect(alarms.filter((alarm) => !patterns.some((pattern) => matches(alarm, pattern)))).toEqual([]);
    expect(patterns.filter((pattern) => !alarms.some((alarm) => matches(alarm, pattern)))).toEqual([]);

    const links = [...sectionAfter('docs/operations.md', 'alarms').matchAll(/runbooks\/\w+\.md/g)].map(String);
    for (const { AlarmDescription, AlarmName } of resources) {
      const runbook = AlarmDescription.split(' ').at(-1);
      expect([AlarmName, existsSync(runbook), links.includes(runbook.replace('docs/', ''))]).toEqual([
        AlarmName,
        true,
        true,
      ]);
    }
  });
});

describe('what a message costs', () => {
  const flows = JSON.parse(readFileSync('bench/results/flows.json', 'utf8')) as Flow[];
  const flowOf = (design: string) => flows.find((flow) => flow.scenario === '1:1' && flow.design === design) as Flow;

  it('is in docs/operations.md as it was counted', () => {
    const units = flowOf('ChemChat').runs.flatMap(({ steps }) => steps.map(({ writeUnits }) => writeUnits));
    const counted = units.reduce((total, one) => total + one, 0);
    expect(wordsOf(page('docs/operations.md').text)).toContain(`costs ${counted} write units`);
  });

  it('is in README.md in the round trips that were counted', () => {
    const [chemchat, plain] = [tripsOf(flowOf('ChemChat')), tripsOf(flowOf('plain'))];
    expect(chemchat.handOvers).toBe(0);
    expect(wordsOf(page('README.md').text)).toContain(`goes out after ${chemchat.firstPush} calls to AWS`);
    expect(wordsOf(page('README.md').text)).toContain(`takes ${plain.firstPush} and two hand-overs`);
  });
});

describe('docs/failure-points.md', () => {
  it('names tests that exist, one at least for each point', () => {
    const rows = page('docs/failure-points.md')
      .text.split('\n')
      .filter((line) => /^\| (?!---|what fails)/.test(line));
    expect(rows.length).toBeGreaterThan(10);
    for (const row of rows) {
      const tests = [...row.matchAll(/\[([^\]]+)\]\(([^)]+)\)/g)].map(([, title = '', link = '']) => ({
        title,
        file: normalize(join('docs', link)),
      }));
      expect(tests).not.toEqual([]);
      expect(tests.filter(({ file, title }) => !hasTest(file, title))).toEqual([]);
    }
  });
});

describe('docs/asvs.md', () => {
  const { text } = page('docs/asvs.md');
  const rows = text.split('\n').filter((line) => /^\| \d/.test(line));

  it('has every requirement of levels 1 and 2 once, in a row or among those that are not for this', () => {
    /** How many there are in ASVS 5.0.0. */
    const counts = { 1: 27, 2: 11, 4: 10, 5: 9, 6: 35, 7: 18, 8: 7, 9: 7, 10: 29, 12: 9, 13: 13, 14: 9, 16: 16 };
    const left = [...text.matchAll(/^Not for this:[\s\S]*?(?=\n\n|$(?![\s\S]))/gm)].flatMap(([line]) =>
      [...line.matchAll(/(\d+\.\d+)\.(\d+)(?: to \d+\.\d+\.(\d+))?/g)].flatMap(([, section, first, last = first]) =>
        Array.from({ length: Number(last) - Number(first) + 1 }, (_, index) => `${section}.${Number(first) + index}`),
      ),
    );
    const all = [...rows.map((row) => row.split(' ')[1] ?? ''), ...left];
    expect(all.filter((id, index) => all.indexOf(id) !== index)).toEqual([]);
    const byChapter = Object.groupBy(all, (id) => id.split('.')[0] ?? '');
    expect(Object.fromEntries(Object.entries(byChapter).map(([chapter, ids]) => [chapter, ids?.length]))).toEqual(
      counts,
    );
  });

  it('names tests that exist, and says where there is none', () => {
    for (const row of rows) {
      const shown = row.split(' | ').at(-1) ?? '';
      const tests = [...shown.matchAll(/\[(.+?)\]\(([^)]+\.test\.ts)\)/g)].map(([, title = '', link = '']) => ({
        title,
        file: normalize(join('docs', link)),
      }));
      expect(tests.length > 0 || shown.startsWith('reading')).toBe(true);
      expect(tests.filter(({ file, title }) => !hasTest(file, title))).toEqual([]);
    }
  });
});

describe.each(pages.filter(({ path }) => /^docs\/decisions\/\d/.test(path)))('$path', ({ path, text }) => {
  it('has the parts of a decision and a number of its own', () => {
    const [, number] = /\/(\d{4})-/.exec(path) ?? [];
    expect(text).toMatch(
      new RegExp(`^# ${number} .+\n\n- Status: (accepted|superseded by .+)\n- Date: \\d{4}-\\d\\d-\\d\\d\n`),
    );
    const headings = [...text.matchAll(/^## (.+)$/gm)].map(([, heading]) => heading);
    expect(headings).toEqual(['Context', 'Decision', 'Consequences', 'Shown by']);
    expect(page(`${dirname(path)}/README.md`).text).toContain(`(${path.split('/').at(-1)})`);
  });

  it('names tests that exist', () => {
    const shown = wordsOf(text.split('## Shown by')[1] ?? '');
    const named = [...shown.matchAll(/`([^`]+\.test\.ts)`:((?:,? "[^"]+")+)/g)].flatMap(([, file = '', titles = '']) =>
      [...titles.matchAll(/"([^"]+)"/g)].map(([, title = '']) => ({ file, title })),
    );
    expect(named).not.toEqual([]);
    expect(named.filter(({ file, title }) => !hasTest(file, title))).toEqual([]);
  });
});
