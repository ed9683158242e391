import { type FormEvent, useState } from 'react';
import { flushSync } from 'react-dom';
import { type FieldProblems, fieldProblems, ProblemForPerson } from './error-text.ts';
import { useTask } from './use-task.ts';

/** What was filled in, with the name of the button that sent it. */
export interface Fields {
  /** As it was typed; empty when it was left so. */
  text(name: string): string;
  /**
   * @param what to ask for where nothing was filled in
   * @throws ProblemForPerson nothing was filled in
   */
  required(name: string, what: string): string;
  /** A code that is shown in groups, without what is between them. */
  requiredCode(name: string, what: string): string;
  /** Empties all fields. */
  clear(): void;
}

const fieldsOf = (form: HTMLFormElement, button: HTMLElement | null): Fields => {
  const data = new FormData(form, button);
  const text = (name: string) => String(data.get(name) ?? '');
  const required = (name: string, what: string) => {
    const given = text(name);
    if (given.trim() === '') throw new ProblemForPerson(`Enter ${what}.`, name);
    return given;
  };
  return {
    text,
    required,
    requiredCode: (name, what) => required(name, what).replace(/\s/g, ''),
    clear: () => form.reset(),
  };
};

const noProblems: FieldProblems = {};

/** What a form does when it is sent. What is wrong with its fields is said at these, and the first of them is gone to. */
export const useSubmit = (action: (fields: Fields) => Promise<unknown>) => {
  const [validationErrors, setValidationErrors] = useState(noProblems);
  const { run, ...state } = useTask(async (form: HTMLFormElement, button: HTMLElement | null) => {
    setValidationErrors(noProblems);
    try {
      await action(fieldsOf(form, button));
    } catch (error) {
      const inputs = [...form.elements].filter((one) => one instanceof HTMLInputElement);
      const problems = fieldProblems(error, (name) => inputs.some((input) => input.name === name));
      if (problems === undefined) throw error;
      // What is wrong has to be at the field before it is read out.
      flushSync(() => setValidationErrors(problems));
      inputs.find(({ name }) => name in problems)?.focus();
    }
  });
  const onSubmit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    void run(event.currentTarget, (event.nativeEvent as SubmitEvent).submitter);
  };
  // A field is right while it is typed in. If that were said when the focus leaves, the button would move away from the
  // press that took the focus.
  const onInput = ({ target }: FormEvent<HTMLFormElement>) => {
    if (!(target instanceof HTMLInputElement)) return;
    setValidationErrors((known) => Object.fromEntries(Object.entries(known).filter(([name]) => name !== target.name)));
  };
  return { form: { onSubmit, onInput, validationErrors, validationBehavior: 'aria' as const }, ...state };
};
