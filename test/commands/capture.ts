import { runCommand } from '#workers/commands/run-command'

/** Runs a command line as the shell would, and returns what it said. */
export async function parallax(...args: string[]) {
  const said = { stdout: '', stderr: [] as string[] }
  const status = await runCommand(args, {
    answer: text => {
      said.stdout += text
    },
    tell: line => said.stderr.push(line),
    watcher: null,
  })
  return { status, ...said, json: () => JSON.parse(said.stdout) }
}
