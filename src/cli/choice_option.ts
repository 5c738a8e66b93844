import { InvalidArgumentError, Option } from "commander";
import { nearest } from "../shared/nearest.ts";

/** What an option is called, what it is for, and what it takes. */
export interface Choice {
  readonly flags: string;
  readonly description: string;
  readonly choices: readonly string[];
}

/** An option that takes one of some words, and names the nearest one where another was given. */
export function choiceOption({ flags, description, choices }: Choice): Option {
  return new Option(flags, description).choices(choices).argParser((word: string) => {
    if (choices.includes(word)) return word;
    const close = nearest(word, choices);
    const meant = close === undefined ? "" : `Did you mean ${close}? `;
    throw new InvalidArgumentError(`${meant}Allowed choices are ${choices.join(", ")}.`);
  });
}
