import { Reference, Stack, Token, Tokenization } from 'aws-cdk-lib';

/** How cdk-nag writes a value of a resource that a stack refers to: by its logical id, or by the export of its own stack. */
export const nagNameOf = (stack: Stack, value: string): string => {
  const token = Tokenization.reverseString(value).firstToken;
  if (!Reference.isReference(token)) return value;
  const owner = Stack.of(token.target);
  if (owner === stack) return `<${stack.resolve(value).Ref}>`;
  return stack.resolve(owner.exportValue(value))['Fn::ImportValue'];
};

const part = (value: string, pseudoParameter: string): string =>
  Token.isUnresolved(value) ? `<AWS::${pseudoParameter}>` : value;

/** How cdk-nag writes an ARN of a service in the stack's own region, up to the resource. */
export const nagArnOf = ({ partition, region, account }: Stack, service: string): string =>
  [`arn:${part(partition, 'Partition')}:${service}`, part(region, 'Region'), part(account, 'AccountId')].join(':');
