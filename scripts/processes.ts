import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process'
import { once } from 'node:events'

/** Runs a program to its end. @throws Error with its name and exit status where that is not 0. */
export async function run(
  program: string,
  args: readonly string[],
  options: SpawnOptions = {},
): Promise<void> {
  const status = await runForStatus(program, args, options)
  if (status !== 0) throw new Error(`${program} ${args.join(' ')} ended with status ${status}`)
}

/** Runs a program to its end and returns its exit status; 1 where a signal ended it. */
export async function runForStatus(
  program: string,
  args: readonly string[],
  options: SpawnOptions = {},
): Promise<number> {
  const child = spawn(program, args, { stdio: 'inherit', ...options })
  const [status] = await once(child, 'exit')
  return typeof status === 'number' ? status : 1
}

/** Asks a process to stop and waits until it has. */
export async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = once(child, 'exit')
  child.kill('SIGTERM')
  const last = setTimeout(() => child.kill('SIGKILL'), 10_000)
  await ended
  clearTimeout(last)
}
