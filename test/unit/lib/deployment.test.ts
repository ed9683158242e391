import { describe, expect, it } from '@jest/globals';
import { App } from 'aws-cdk-lib';
import { readDeployment } from '../../../lib/deployment.ts';

const read = (context: Record<string, unknown>) => readDeployment(new App({ context }).node, {});

describe('readDeployment', () => {
  it('sends stage local to the local cloud and the others to AWS', () => {
    expect(read({ stage: 'local' }).target.name).toBe('local');
    expect(read({ stage: 'dev' }).target.name).toBe('aws');
  });

  it('sends another stage to the local cloud when it is asked to', () => {
    expect(read({ stage: 'production', target: 'local' }).target.name).toBe('local');
  });

  it('keeps stage local, with its open sign-up, off AWS', () => {
    expect(() => read({ stage: 'local', target: 'aws' })).toThrow('stage local');
  });

  it("takes the stage's settings from cdk.json, and the command line's over them", () => {
    const stages = { production: { alarmAddress: 'file@example.com', allowedOrigins: ['https://chat.example.com'] } };
    const { settings } = read({ stage: 'production', stages, alarmAddress: 'line@example.com' });
    expect(settings).toMatchObject({ alarmAddress: 'line@example.com', allowedOrigins: ['https://chat.example.com'] });
  });

  it("leaves CDK's own context alone", () => {
    const context = { stage: 'dev', '@aws-cdk/core:x': true, 'aws:cdk:y': 1, 'acknowledged-issue-numbers': [1] };
    expect(read(context).settings.stage).toBe('dev');
  });

  it.each([
    [{}, 'give a stage: -c stage=dev'],
    [{ stage: 'dev', alarmAdress: 'a@example.com' }, 'unknown context alarmAdress'],
    [{ stage: 'dev', target: 'moon' }, 'target'],
    [{ stage: 'dev', customerManagedKey: 'true' }, 'set AWS_REGION'],
    [{ stage: 'dev', stages: { production: { colour: 'red' } } }, 'settings of stage production: unknown colour'],
    [{ stage: 'dev', stages: { prod: {} } }, 'unknown stage "prod"'],
  ])('refuses %j', (context, message) => {
    expect(() => read(context)).toThrow(message);
  });
});
