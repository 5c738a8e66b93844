import type { DescribedCommand, DescribedFlag, Offer } from "./described_command.ts";

/** Completion for zsh, by its own \`_arguments\`: a function a command. */
export function zshCompletion(program: DescribedCommand): string {
  return `#compdef supawarden
# zsh completion of supawarden. Load it with: source <(supawarden completion zsh), after compinit; or write it into a
# file _supawarden in a folder of $fpath.

${functionsOf(program, "_supawarden").join("\n\n")}

if [ "$funcstack[1]" = "_supawarden" ]; then
  _supawarden "$@"
else
  compdef _supawarden supawarden
fi
`;
}

function functionsOf(command: DescribedCommand, name: string): readonly string[] {
  const inner = command.commands.flatMap((each) => functionsOf(each, `${name}_${each.name}`));
  return [...inner, command.commands.length === 0 ? leaf(command, name) : branch(command, name)];
}

function leaf({ flags, argument }: DescribedCommand, name: string): string {
  const lines = [
    ...flags.map(flagSpec),
    ...(argument === undefined ? [] : [quote(`*:${argument.kind}:${action(argument)}`)]),
  ];
  return `${name}() {\n  _arguments -s \\\n    ${lines.join(" \\\n    ")}\n}`;
}

function branch({ commands, flags }: DescribedCommand, name: string): string {
  return `${name}() {
  local curcontext="$curcontext" state line
  _arguments -C \\
    ${[...flags.map(flagSpec), quote("1: :->command"), quote("*:: :->rest")].join(" \\\n    ")}
  case "$state" in
    command)
      local -a commands
      commands=(
${commands.map((each) => `        ${quote(`${each.name}:${each.description}`)}`).join("\n")}
      )
      _describe command commands
      ;;
    rest)
      case "$line[1]" in
${commands.map((each) => `        ${each.name}) ${name}_${each.name} ;;`).join("\n")}
      esac
      ;;
  esac
}`;
}

/** How many more values are offered behind the first; an optional one leaves the place to a flag. */
const MORE_VALUES = 5;

/** A flag may be given once, unless it takes several values; flags of two names exclude each other. */
function flagSpec({ names, description, value, many }: DescribedFlag): string {
  const text = `[${description.replace(/[[\]\\]/g, "\\$&")}]`;
  const taken = value === undefined ? "" : `:${value.kind}:${action(value)}`;
  const [only] = names;
  if (many) return quote(`*${only}${text}${taken}${`:${taken}`.repeat(MORE_VALUES)}`);
  return names.length === 1
    ? quote(`${only}${text}${taken}`)
    : `${quote(`(${names.join(" ")})`)}{${names.join(",")}}${quote(`${text}${taken}`)}`;
}

function action(offer: Offer): string {
  switch (offer.kind) {
    case "words":
      return `(${offer.words.join(" ")})`;
    case "file":
      return "_files";
    case "folder":
      return "_files -/";
    case "text":
      return " ";
  }
}

function quote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
