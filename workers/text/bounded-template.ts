import { Environment, Interpreter, parse, tokenize } from '@huggingface/jinja'
import { within } from './within'

/** Published templates render in a few milliseconds. */
const limitMs = 500
/** Characters and list entries that the expressions of one rendering may produce, those thrown away counted too. */
const largestEffort = 50_000_000
const longestText = 2_000_000
const longestList = 100_000

type Evaluated = ReturnType<Interpreter['evaluate']>

/**
 * Jinja whose every intermediate value is bounded, because a string that is doubled forty times would fill the memory
 * long before any clock stops it. What remains unbounded is one filter call (`replace`, `join`, `indent`), and there V8
 * throws at 2^29 characters.
 */
class BoundedInterpreter extends Interpreter {
  private effort = 0

  override evaluate(...call: Parameters<Interpreter['evaluate']>): Evaluated {
    const result = super.evaluate(...call)
    const { value } = result
    if (typeof value === 'string') this.spend(value.length, longestText, 'text')
    else if (Array.isArray(value)) this.spend(value.length, longestList, 'list')
    else this.spend(0, 0, 'value')
    return result
  }

  private spend(size: number, bound: number, what: string): void {
    if (size > bound) throw new Error(`it makes a ${what} of ${size}, at most ${bound}`)
    this.effort += 1 + size
    if (this.effort > largestEffort)
      throw new Error(`it makes more than ${largestEffort} characters on its way`)
  }
}

/**
 * A compiled template as a function of its variables. Block trimming as transformers sets it.
 * @throws Error with a reason: bad syntax, an exception it raises, too long, too large.
 */
export function boundedTemplate(source: string): (variables: Readonly<Record<string, unknown>>) => string {
  const program = within(limitMs, () => parse(tokenize(source, { lstrip_blocks: true, trim_blocks: true })))
  return variables =>
    within(limitMs, () => {
      const environment = new Environment()
      for (const [name, value] of Object.entries({ ...globals, ...variables })) environment.set(name, value)
      const { value } = new BoundedInterpreter(environment).run(program)
      if (typeof value !== 'string') throw new Error('it renders no text')
      return value
    })
}

const globals = {
  true: true,
  True: true,
  false: false,
  False: false,
  none: null,
  None: null,
  raise_exception(message: unknown): never {
    throw new Error(String(message))
  },
  range,
  strftime_now: fixedDate,
}

function range(...bounds: unknown[]): number[] {
  const [first = 0, second, third] = bounds.map(bound => (typeof bound === 'number' ? bound : undefined))
  const [start, stop, step] = second === undefined ? [0, first, 1] : [first, second, third ?? 1]
  if (step === 0) throw new Error('range() has step 0')
  const length = Math.max(0, Math.ceil((stop - start) / step))
  if (length > longestList) throw new Error(`range() of ${length} numbers, at most ${longestList}`)
  return Array.from({ length }, (_, at) => start + at * step)
}

const day: Readonly<Record<string, string>> = {
  Y: '2024',
  m: '07',
  d: '26',
  b: 'Jul',
  B: 'July',
  H: '00',
  M: '00',
  S: '00',
  '%': '%',
}

/** A prompt must not depend on the day it is rendered: always 26 July 2024, Llama 3.1's own date where there is no clock. */
function fixedDate(format: unknown): string {
  return String(format).replace(/%([YmdbBHMS%])/gu, (_, code: string) => day[code] ?? '')
}
