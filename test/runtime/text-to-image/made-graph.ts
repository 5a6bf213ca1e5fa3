import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { GraphBuilder, type Value } from '#workers/onnx/graph-builder'
import { type DataType, dataTypes, writeModel } from '#workers/onnx/messages'

/** Puts a graph of our own in the place of an exported one. */
export function writeGraph(folder: string, component: string, author: (graph: GraphBuilder) => void): void {
  const graph = new GraphBuilder(component)
  author(graph)
  rmSync(join(folder, component, 'model.onnx_data'), { force: true })
  writeFileSync(join(folder, component, 'model.onnx'), writeModel(graph.build()))
}

/** Inputs of the UNet; another type or shape of some of them. */
type UnetPorts = Readonly<Record<string, readonly [DataType, readonly (number | string)[]]>>
const unetPorts: UnetPorts = {
  sample: ['F32', ['batch', 4, 'height', 'width']],
  timestep: ['F32', []],
  encoder_hidden_states: ['F32', ['batch', 'tokens', 56]],
  text_embeds: ['F32', ['batch', 20]],
  time_ids: ['F32', ['batch', 6]],
}

/** A stand-in for the UNet: 0.5 tanh(sample) + 0.1, in `type`. @param change of its inputs; @param plus is added to that. */
export function writeTanhUnet(
  folder: string,
  type: 'F32' | 'F16' = 'F32',
  change: UnetPorts = {},
  plus?: (graph: GraphBuilder) => Value,
): void {
  writeGraph(folder, 'unet', graph => {
    for (const [name, [given, dims]] of Object.entries({ ...unetPorts, ...change }))
      graph.input(name, given === 'F32' ? type : given, dims)
    const half = number(graph, 'half', 0.5, type)
    const tenth = number(graph, 'tenth', 0.1, type)
    const answer = graph.op('Add', [graph.op('Mul', [graph.op('Tanh', ['sample']), half]), tenth])
    graph.add('Add', [answer, plus ? plus(graph) : number(graph, 'zero', 0, type)], ['out_sample'])
    graph.output('out_sample', type, ['batch', 4, 'height', 'width'])
  })
}

/** A stand-in for the decoder: every channel of a colour's 2 x 2 pixels is a latent's first channel times `gain`. */
export function writePlainDecoder(folder: string, gain: number): void {
  writeGraph(folder, 'vae_decoder', graph => {
    graph.input('latent_sample', 'F32', ['batch', 4, 'height', 'width'])
    const weights = new Float32Array(4 * 3 * 2 * 2).fill(gain, 0, 12)
    const kernel = graph.floats('kernel', weights, [4, 3, 2, 2])
    graph.add('ConvTranspose', ['latent_sample', kernel], ['sample'], { strides: [2, 2] })
    graph.output('sample', 'F32', ['batch', 3, 'height', 'width'])
  })
}

/** The decoder with its weights in fp16, in a file of their own, and fp16 on both sides. */
export function writeHalfDecoder(folder: string): void {
  writeGraph(folder, 'vae_decoder', graph => {
    graph.input('latent_sample', 'F16', ['batch', 4, 'height', 'width'])
    const kernel = { name: 'kernel', type: 'F16', file: 'weights.bin', offset: 0, length: 96 } as const
    const weight = graph.weight(kernel, [4, 3, 2, 2], 'F16')
    graph.add('ConvTranspose', ['latent_sample', weight], ['sample'], { strides: [2, 2] })
    graph.output('sample', 'F16', ['batch', 3, 'height', 'width'])
  })
  // 0.25 for the first latent channel, 0 for the others.
  const halves = new Uint16Array(48).fill(0x3400, 0, 12)
  writeFileSync(join(folder, 'vae_decoder', 'weights.bin'), halves)
}

export function number(graph: GraphBuilder, name: string, value: number, type: 'F32' | 'F16' = 'F32'): Value {
  const constant = graph.floats(name, Float32Array.of(value), [1])
  return type === 'F32' ? constant : graph.op('Cast', [constant], { to: dataTypes[type] })
}
