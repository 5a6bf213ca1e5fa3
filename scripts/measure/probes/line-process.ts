import { type ChildProcess, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { stop } from '#scripts/processes'

/** A process that answers each line with a line. */
export interface LineProcess {
  next(): Promise<string>
  ask(line: string): Promise<string>
  /** Every line until it ends by itself. */
  rest(): Promise<string[]>
  end(): Promise<void>
}

export function startProcess(program: string, args: readonly string[]): LineProcess {
  const child: ChildProcess = spawn(program, args, { stdio: ['pipe', 'pipe', 'ignore'] })
  if (!child.stdout || !child.stdin) throw new Error(`${program} has no pipes`)
  const { stdin } = child
  const ended = new Promise(resolve => child.once('exit', resolve))
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const next = async () => {
    const { value, done } = await lines.next()
    if (done) throw new Error(`${program} ${args.join(' ')} ended with status ${child.exitCode}`)
    return String(value)
  }
  return {
    next,
    ask: line => {
      stdin.write(`${line}\n`)
      return next()
    },
    async rest() {
      const found: string[] = []
      for (let line = await lines.next(); !line.done; line = await lines.next())
        found.push(String(line.value))
      return found
    },
    async end() {
      stdin.end()
      await ended
      await stop(child)
    },
  }
}
