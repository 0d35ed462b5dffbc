/** What a help lists below a title, such as the flags of its options. */
const listed = (help: string, title: string, name: RegExp): string[] => {
  const [, block = ""] = help.split(`\n${title}:\n`);
  const [lines = ""] = block.split("\n\n");
  return lines.split("\n").flatMap((line) => name.exec(line)?.[1] ?? []);
};
export const optionsIn = (help: string) =>
  ["Options", "Global Options"].flatMap((title) => listed(help, title, /^ {2}(?:-\w, )?(--[\w-]+)/));
export const commandsIn = (help: string) => listed(help, "Commands", /^ {2}([\w-]+)/);

/** Mistyped by a letter. */
export const doubled = (word: string) => `${word}${word.at(-1)}`;
