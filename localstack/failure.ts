/** Something that a person can put right: the message says what could not be done and why, `advice` what to do now. */
export class Failure extends Error {
  override readonly name = 'Failure';
  readonly advice: string;

  constructor(message: string, advice: string, options?: ErrorOptions) {
    super(message, options);
    this.advice = advice;
  }
}
