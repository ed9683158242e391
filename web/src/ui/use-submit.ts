import type { FormEvent } from 'react';
import { ProblemForPerson } from './error-text.ts';
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
}

const fieldsOf = (form: HTMLFormElement, button: HTMLElement | null): Fields => {
  const data = new FormData(form, button);
  const text = (name: string) => String(data.get(name) ?? '');
  return {
    text,
    required: (name, what) => {
      const given = text(name);
      if (given.trim() === '') throw new ProblemForPerson(`Enter ${what}.`);
      return given;
    },
  };
};

/** What a form does when it is sent. */
export const useSubmit = (action: (fields: Fields) => Promise<unknown>) => {
  const { run, ...state } = useTask(action);
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    void run(fieldsOf(event.currentTarget, (event.nativeEvent as SubmitEvent).submitter));
  };
  return { submit, ...state };
};
