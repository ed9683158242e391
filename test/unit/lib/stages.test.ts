import { describe, expect, it } from '@jest/globals';
import { RemovalPolicy } from 'aws-cdk-lib';
import { SettingsError, settingsOf } from '../../../lib/stages.ts';

describe('settingsOf', () => {
  it('names the stages there are when it does not know one', () => {
    expect(() => settingsOf('prod')).toThrow(
      new SettingsError('unknown stage "prod"; give one of local, dev, production (-c stage=dev)'),
    );
  });

  it('keeps data in production, and refuses to delete it', () => {
    expect(settingsOf('production')).toMatchObject({
      dataRemovalPolicy: RemovalPolicy.RETAIN,
      deletionProtection: true,
    });
  });

  it('lets nobody register in production and calls from no other origin, unless it is told to', () => {
    expect(settingsOf('production')).toMatchObject({ signUp: 'closed', allowedOrigins: [] });
    expect(settingsOf('production', { signUp: 'open', mailSender: 'chat@example.com' }).signUp).toBe('open');
  });

  it('has addresses confirmed in production, which takes a sender where anybody may register', () => {
    expect(settingsOf('production').confirmAddresses).toBe(true);
    expect(() => settingsOf('production', { signUp: 'open' })).toThrow(/give a mailSender, or confirmAddresses false/);
    expect(settingsOf('production', { signUp: 'open', confirmAddresses: 'false' }).confirmAddresses).toBe(false);
    expect(settingsOf('local').confirmAddresses).toBe(false);
  });

  it('takes lists with commas, as the command line gives them, and as JSON', () => {
    const origins = ['https://chat.example.com', 'http://localhost:3000'];
    expect(settingsOf('dev', { allowedOrigins: origins.join(', ') }).allowedOrigins).toEqual(origins);
    expect(settingsOf('dev', { allowedOrigins: origins }).allowedOrigins).toEqual(origins);
  });

  it('takes flags as words and as JSON', () => {
    expect(settingsOf('dev', { customerManagedKey: 'true' }).customerManagedKey).toBe(true);
    expect(settingsOf('dev', { customerManagedKey: false }).customerManagedKey).toBe(false);
  });

  it('makes a domain of its name and its certificate', () => {
    const certificateArn = 'arn:aws:acm:eu-west-1:111122223333:certificate/1';
    expect(settingsOf('dev', { domainName: 'chat.example.com', certificateArn }).domain).toEqual({
      name: 'chat.example.com',
      certificateArn,
    });
  });

  it.each([
    [{ alarmAdress: 'ops@example.com' }, /unknown alarmAdress; there are .*alarmAddress/],
    [{ alarmAddress: 'ops' }, /alarmAddress: /],
    [{ allowedOrigins: 'https://chat.example.com/app' }, /allowedOrigins\.0: an origin has no path/],
    [{ allowedOrigins: '*' }, /allowedOrigins\.0: /],
    [
      { edgeCertificateArn: 'arn:aws:acm:us-east-1:111122223333:certificate/2' },
      /edgeCertificateArn takes a domainName/,
    ],
    [
      {
        domainName: 'chat.example.com',
        certificateArn: 'arn:aws:acm:eu-west-1:111122223333:certificate/1',
        edgeCertificateArn: 'arn:aws:acm:us-east-1:111122223333:certificate/2',
      },
      /edgeCertificateArn and mediaKeyIds go together/,
    ],
    [{ mediaKeyIds: 'K2JCJMDEHXQW5F' }, /edgeCertificateArn and mediaKeyIds go together/],
    [{ mediaKeyIds: 'K2JCJMDEHXQW5F, mine' }, /mediaKeyIds\.1: a public key's id/],
    [{ mediaKeyIds: '' }, /mediaKeyIds: /],
    [{ edgeCertificateArn: 'arn:aws:acm:eu-west-1:111122223333:certificate/2' }, /edgeCertificateArn: .*us-east-1/],
    [{ domainName: 'chat.example.com' }, /domainName and certificateArn go together/],
    [{ logLevel: 'loud' }, /logLevel: /],
  ])('refuses %j and says what is wrong', (own, message) => {
    expect(() => settingsOf('production', own)).toThrow(message);
    expect(() => settingsOf('production', own)).toThrow(SettingsError);
  });
});
