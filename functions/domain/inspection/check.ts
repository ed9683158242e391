/** Something that is not as it has to be. */
export interface Problem {
  /** What is wrong, in numbers and ids; never a person's text. */
  readonly what: string;
  /**
   * Puts it right from what the tables have, on the state that is there by then. Left out where nothing has what is
   * missing: nothing is made up, and a person has to look.
   *
   * @throws Overtaken somebody wrote meanwhile; nothing was written
   */
  readonly repair?: () => Promise<void>;
}

/** One thing that an inspection looks at. Another one is another entry in a list of checks. */
export interface Check<Subject> {
  readonly name: string;
  /** What is wrong with the subject; none for a healthy one, whatever is written meanwhile. */
  find(subject: Subject): Promise<readonly Problem[]>;
}
