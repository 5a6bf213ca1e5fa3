import { createContext, Script } from 'node:vm'

const call = new Script('work()')
const sandbox: { work: () => void } = { work: () => undefined }
const context = createContext(sandbox)

/**
 * Runs foreign rules (a template, a tokenizer's expressions) and breaks off when they take too long, which nothing
 * but the virtual machine itself can do to synchronous code. Not to be nested.
 * @throws Error with code `ERR_SCRIPT_EXECUTION_TIMEOUT` after `limitMs`.
 */
export function within<T>(limitMs: number, work: () => T): T {
  const results: T[] = []
  sandbox.work = () => {
    results.push(work())
  }
  call.runInContext(context, { timeout: limitMs })
  const [result] = results
  if (result === undefined) throw new Error('the work returned nothing')
  return result
}
