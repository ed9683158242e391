/** What a page that leads to signing in says there. */
export interface SignInState {
  readonly notice: string;
  readonly email: string;
}
