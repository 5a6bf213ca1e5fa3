import { Tensor } from 'onnxruntime-node'
import { Refusal } from '#lib/domain/refusal'
import { checkFinite } from './finite'
import { elementTypes, type GraphFile, isHalf, type Port } from './graph-file'
import type { GraphOutput } from './graph-session'

/**
 * Checks that a graph takes exactly these inputs. @param ranks by name, those that are known to occur.
 * @throws Refusal `unsupported-config`, `shape-mismatch`.
 */
export function checkInputs(file: GraphFile, ranks: Readonly<Record<string, readonly number[]>>): void {
  for (const { name } of file.inputs)
    if (!Object.hasOwn(ranks, name))
      throw new Refusal(
        'unsupported-config',
        `${file.name} has an input ${name}, for which there is nothing${name === 'timestep_cond' ? ': it is an LCM' : ''}`,
      )
  for (const [name, known] of Object.entries(ranks)) {
    const { dims } = inputOf(file, name)
    if (dims === null || !known.includes(dims.length))
      throw new Refusal(
        'shape-mismatch',
        `${file.name}: input ${name} has ${dims === null ? 'no shape' : `${dims.length} dimensions`}, not ${known.join(' or ')}`,
      )
  }
}

/** @throws Refusal `unsupported-config` naming the outputs that there are. */
export function checkOutput(file: GraphFile, name: string, hint = ''): void {
  const found = file.outputs.find(output => output.name === name)
  if (!found) {
    const names = file.outputs.slice(0, 20).map(output => output.name)
    throw new Refusal(
      'unsupported-config',
      `${file.name} has no output ${name}${hint}; its outputs are ${names.join(', ')}`,
    )
  }
  if (found.type !== elementTypes.float32 && !isHalf(found.type))
    throw new Refusal('unsupported-config', `${file.name}: output ${name} is of element type ${found.type}`)
  if (found.dims === null) throw new Refusal('shape-mismatch', `${file.name}: output ${name} has no shape`)
}

export function rankOf(file: GraphFile, name: string): number {
  return inputOf(file, name).dims?.length ?? 0
}

/**
 * The tensor that a graph asks for under a name: exports differ in the types of ids and timesteps.
 * @throws Refusal `shape-mismatch` where the graph was exported for another shape, `unsupported-config` for a type.
 */
export function tensorFor(
  file: GraphFile,
  name: string,
  values: ArrayLike<number>,
  dims: readonly number[],
): Tensor {
  const port = inputOf(file, name)
  if (!fits(port, dims))
    throw new Refusal(
      'shape-mismatch',
      `${file.name} was exported for ${name} of [${port.dims?.join(', ')}]; it is given [${dims.join(', ')}]`,
    )
  switch (isHalf(port.type) ? elementTypes.float32 : port.type) {
    case elementTypes.float32:
      return new Tensor('float32', Float32Array.from(values), dims)
    case elementTypes.float64:
      return new Tensor('float64', Float64Array.from(values), dims)
    case elementTypes.int32:
      return new Tensor('int32', Int32Array.from(values), dims)
    case elementTypes.int64:
      return new Tensor('int64', BigInt64Array.from(Array.from(values, value => BigInt(value))), dims)
    default:
      throw new Refusal('unsupported-config', `${file.name}: input ${name} is of element type ${port.type}`)
  }
}

/** @throws NotFinite; Refusal `shape-mismatch`. */
export function checkedOutput(
  file: GraphFile,
  name: string,
  output: GraphOutput | undefined,
  dims: readonly number[],
): Float32Array {
  if (output?.dims.join() !== dims.join())
    throw new Refusal(
      'shape-mismatch',
      `${file.name} answers ${name} of [${output?.dims.join(', ')}], not [${dims.join(', ')}]`,
    )
  return checkFinite(`${name} of ${file.name}`, output.values)
}

function inputOf(file: GraphFile, name: string): Port {
  const found = file.inputs.find(input => input.name === name)
  if (found) return found
  const names = file.inputs.slice(0, 20).map(input => input.name)
  throw new Refusal(
    'unsupported-config',
    `${file.name} has no input ${name}; its inputs are ${names.join(', ')}`,
  )
}

function fits({ dims }: Port, given: readonly number[]): boolean {
  return (
    dims?.length === given.length && dims.every((side, at) => typeof side === 'string' || side === given[at])
  )
}
