/** Where a command speaks: answers on one stream, everything else on the other. */
export interface Terminal {
  /** Writes to stdout: the answer, once. */
  answer(text: string): void
  /** Writes a line to stderr: what happens meanwhile, and what went wrong. */
  tell(line: string): void
  /** The stream of progress bars; null where nobody watches. */
  readonly watcher: NodeJS.WriteStream | null
}

export const processTerminal: Terminal = {
  answer: text => {
    process.stdout.write(text)
  },
  tell: line => {
    process.stderr.write(`${line}\n`)
  },
  watcher: process.stderr.isTTY ? process.stderr : null,
}
