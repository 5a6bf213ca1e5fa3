import type { GraphBuilder, Value } from '#workers/onnx/graph-builder'
import { type Attribute, dataTypes } from '#workers/onnx/messages'
import { computeType, type Dialect } from './dialect'
import type { Weights } from './weights'

/**
 * A place in a checkpoint while its graph is authored, as `torch.nn.Module` is one while it runs: `at` goes to a
 * child by its name, `weight` reads a tensor below it, `op` adds an operator.
 */
export class Module {
  constructor(
    readonly graph: GraphBuilder,
    readonly weights: Weights,
    readonly dialect: Dialect,
    readonly name = '',
  ) {}

  at(child: string | number): Module {
    const name = this.name === '' ? `${child}` : `${this.name}.${child}`
    return new Module(this.graph, this.weights, this.dialect, name)
  }

  /** The same place, authored into the body of an `If` or a `Loop`. */
  inside(graph: GraphBuilder): Module {
    return new Module(graph, this.weights, this.dialect, this.name)
  }

  /**
   * A tensor in the precision of the computation. @param as the shape it has in the graph, where that differs from
   * how it is stored. @throws Refusal `shape-mismatch`.
   */
  weight(name: string, shape: readonly number[], as = shape): Value {
    const full = this.name === '' ? name : `${this.name}.${name}`
    return this.graph.weight(this.weights.tensor(full, shape), as, computeType(this.dialect))
  }

  /** A tensor in the precision it is stored in. @throws Refusal `shape-mismatch`. */
  stored(name: string, shape: readonly number[]): Value {
    const tensor = this.weights.tensor(this.name === '' ? name : `${this.name}.${name}`, shape)
    return this.graph.weight(tensor, shape, tensor.type)
  }

  /** A constant in the precision of the computation. */
  constant(name: string, values: Float32Array, dims: readonly number[]): Value {
    return this.narrow(this.graph.floats(name, values, dims))
  }

  op(type: string, inputs: readonly Value[], attributes: Record<string, Attribute> = {}, domain = ''): Value {
    return this.graph.op(type, inputs, attributes, domain)
  }

  /** A value the whole graph shares, authored the first time it is asked for. */
  once(key: string, author: () => Value): Value {
    return this.graph.once(key, author)
  }

  add(a: Value, b: Value): Value {
    return this.op('Add', [a, b])
  }

  reshape(x: Value, dims: readonly number[]): Value {
    return this.op('Reshape', [x, this.graph.int64(dims)])
  }

  /** From fp32, in which values enter a graph, to the precision of the computation. */
  narrow(x: Value): Value {
    const type = computeType(this.dialect)
    return type === 'F32' ? x : this.op('Cast', [x], { to: dataTypes[type] })
  }

  /** Back to fp32, in which values leave a graph. */
  widen(x: Value): Value {
    return computeType(this.dialect) === 'F32' ? x : this.op('Cast', [x], { to: dataTypes.F32 })
  }

  /** Declares an fp32 output of the graph under a name of its own, which `x` may already bear. */
  output(name: string, x: Value, dims: readonly (number | string)[]): void {
    if (computeType(this.dialect) !== 'F32') this.graph.add('Cast', [x], [name], { to: dataTypes.F32 })
    else if (x !== name) this.graph.add('Identity', [x], [name])
    this.graph.output(name, 'F32', dims)
  }
}
