import type { Argument, Command, Option } from "commander";
import { CATEGORIES } from "../../shared/findings/finding.ts";

/** What a shell may offer in the place of a value. */
export type Offer =
  | { readonly kind: "words"; readonly words: readonly string[] }
  | { readonly kind: "file" | "folder" | "text" };

/** A flag, and what comes behind it. */
export interface DescribedFlag {
  /** Every way to write it, such as `-h` and `--help`. */
  readonly names: readonly string[];
  readonly description: string;
  /** Left out where the flag takes no value. */
  readonly value?: Offer;
  /** Whether all words up to the next flag are its values. */
  readonly many: boolean;
}

/** A command as a shell has to know it. */
export interface DescribedCommand {
  readonly name: string;
  readonly description: string;
  readonly flags: readonly DescribedFlag[];
  readonly commands: readonly DescribedCommand[];
  /** What may stand where no flag does. */
  readonly argument?: Offer;
}

/** Words that are known from elsewhere than the command line. */
export interface KnownWords {
  readonly rules: readonly string[];
  readonly conflicts: readonly string[];
}

/** A command with its flags and commands, as its help names them. */
export function describeCommand(command: Command, known: KnownWords): DescribedCommand {
  const help = command.createHelp();
  const [argument] = help.visibleArguments(command);
  return {
    name: command.name(),
    description: command.description(),
    flags: help.visibleOptions(command).map((option) => describeFlag(option, { command, known })),
    commands: help.visibleCommands(command).map((inner) => describeCommand(inner, known)),
    ...(argument === undefined ? {} : { argument: offerOf(argument, { command, known }) }),
  };
}

interface Context {
  readonly command: Command;
  readonly known: KnownWords;
}

function describeFlag(option: Option, context: Context): DescribedFlag {
  const takesValue = option.required || option.optional;
  return {
    names: [option.short, option.long].filter((name) => name !== undefined && name !== null),
    description: option.description,
    many: option.variadic,
    ...(takesValue ? { value: offerOf(option, context) } : {}),
  };
}

/** What the name of a value, as the help prints it, says of it. */
const PLACES: Readonly<Record<string, "file" | "folder">> = { file: "file", dir: "folder" };

function offerOf(value: Option | Argument, { command, known }: Context): Offer {
  if (value.argChoices !== undefined) return { kind: "words", words: value.argChoices };
  const flag = "long" in value ? value.long : undefined;
  if (flag === "--category") return { kind: "words", words: CATEGORIES };
  if (flag === "--rule") {
    return { kind: "words", words: command.name() === "analyze" ? known.conflicts : known.rules };
  }
  if (command.name() === "explain") {
    return { kind: "words", words: [...new Set([...known.rules, ...known.conflicts])].sort() };
  }
  const name = "long" in value ? (/[<[](\w+)/.exec(value.flags)?.[1] ?? "") : value.name();
  return { kind: PLACES[name] ?? "text" };
}
