import type { DescribedCommand, DescribedFlag, Offer } from "./described_command.ts";

/** Completion for fish: a line a command, flag and value, each for the command it belongs to. */
export function fishCompletion(program: DescribedCommand): string {
  return `# fish completion of supawarden. Load it with: supawarden completion fish | source

# Whether the words typed so far, without flags, begin with these and name no command below them.
function __supawarden_at
  set -l words
  for word in (commandline -opc)[2..-1]
    string match -q -- '-*' $word; or set -a words $word
  end
  set -l wanted (string split -n ' ' -- $argv[1])
  set -l below (string split -n ' ' -- $argv[2])
  set -l count (count $wanted)
  test (count $words) -ge $count; or return 1
  if test $count -gt 0
    test "$words[1..$count]" = "$wanted"; or return 1
  end
  for word in $words
    contains -- $word $below; and return 1
  end
  return 0
end

# Whether the last flag so far is this one: it takes several values.
function __supawarden_after
  set -l flags (string match -- '-*' (commandline -opc))
  test (count $flags) -gt 0; and test "$flags[-1]" = "$argv[1]"
end

complete -c supawarden -f
${linesOf(program, "").join("\n")}
`;
}

function linesOf(command: DescribedCommand, path: string): readonly string[] {
  const start = startAt(command, path);
  return [
    ...command.commands.map(({ name, description }) => `${start} -a ${name} -d ${quote(description)}`),
    ...(command.argument === undefined ? [] : [`${start}${offerText(command.argument)}`]),
    ...command.flags.map((flag) => `${start} ${flagText(flag)}`),
    ...command.flags.flatMap(({ names: [name], many, value }) =>
      many && value !== undefined
        ? [`${startAt(command, path, ` && __supawarden_after ${name}`)}${offerText(value)}`]
        : [],
    ),
    ...command.commands.flatMap((inner) =>
      linesOf(inner, path === "" ? inner.name : `${path} ${inner.name}`),
    ),
  ];
}

/** The beginning of a line that counts for this command only, and where more is asked, only then. */
function startAt({ commands }: DescribedCommand, path: string, more = ""): string {
  const below = commands.map(({ name }) => name).join(" ");
  return `complete -c supawarden -n ${quote(`__supawarden_at ${quote(path)} ${quote(below)}${more}`)}`;
}

function flagText({ names, description, value }: DescribedFlag): string {
  const written = names.map((name) =>
    name.startsWith("--") ? `-l ${name.slice(2)}` : `-s ${name.slice(1)}`,
  );
  const taken = value === undefined ? "" : ` -r${offerText(value)}`;
  return `${written.join(" ")}${taken} -d ${quote(description)}`;
}

/** Files are off for the whole command, so they are switched on where they are meant. */
function offerText(offer: Offer): string {
  switch (offer.kind) {
    case "words":
      return ` -f -a ${quote(offer.words.join(" "))}`;
    case "file":
      return " -F";
    case "folder":
      return ` -f -a ${quote("(__fish_complete_directories)")}`;
    case "text":
      return " -f";
  }
}

function quote(text: string): string {
  return `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
}
