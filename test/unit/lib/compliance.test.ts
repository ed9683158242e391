import { describe, expect, it } from '@jest/globals';
import { AwsSolutionsChecks } from 'cdk-nag';
import { synthesize } from './synthesize.ts';

const certificateArn = 'arn:aws:acm:eu-west-1:111122223333:certificate/1';

describe("cdk-nag's AwsSolutions checks", () => {
  it.each([
    [{ stage: 'local' }],
    [{ stage: 'production', target: 'local', alarmAddress: 'ops@example.com' }],
    [{ stage: 'dev' }],
    [{ stage: 'production' }],
    [{ stage: 'production', search: 'domain' }],
    [{ stage: 'production', search: 'collection' }],
    [{ stage: 'production', alarmAddress: 'ops@example.com', domainName: 'chat.example.com', certificateArn }],
  ])('find nothing in %j', (context) => {
    const { app } = synthesize(context);
    expect(new AwsSolutionsChecks(app).validateScope(app).violations).toEqual([]);
  });

  it("find nothing with the stage's own key in a known region", () => {
    const { app } = synthesize({ stage: 'production', customerManagedKey: true }, { CDK_DEFAULT_REGION: 'eu-west-1' });
    expect(new AwsSolutionsChecks(app).validateScope(app).violations).toEqual([]);
  });
});

describe('each stack', () => {
  it('has room below the 500 resources that CloudFormation takes in one', () => {
    const { data, chat, http } = synthesize({ stage: 'production', alarmAddress: 'ops@example.com' });
    for (const template of [data, chat, http]) {
      expect(Object.keys(template.toJSON().Resources).length).toBeLessThan(480);
    }
  });
});
