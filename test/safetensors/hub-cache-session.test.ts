import { mkdirSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { InferenceSession, Tensor } from 'onnxruntime-node'
import { expect, test } from 'vitest'
import { temporaryFolder } from '#test/support/temporary-folder'
import { GraphBuilder } from '#workers/onnx/graph-builder'
import { writeModel } from '#workers/onnx/messages'
import { asWeight, openTensors } from '#workers/safetensors/tensor-directory'
import { writeSafetensors } from './write-safetensors'

/** ONNX Runtime follows a link only inside the folder it is given: the snapshot would not do. */
test('ONNX Runtime reads the weights of a Hugging Face cache where they lie', async () => {
  const repository = join(temporaryFolder(), 'models--owner--name')
  const snapshot = join(repository, 'snapshots', 'c0ffee')
  mkdirSync(join(repository, 'blobs'), { recursive: true })
  mkdirSync(snapshot, { recursive: true })
  const header = { w: { dtype: 'F32', shape: [2], data_offsets: [0, 8] } }
  const floats = new Uint8Array(new Float32Array([3, 4]).buffer)
  writeSafetensors(join(repository, 'blobs', 'abc'), header, floats)
  symlinkSync('../../blobs/abc', join(snapshot, 'model.safetensors'))
  const { folder, tensors } = openTensors(snapshot)
  const weight = asWeight(tensors.get('w') ?? expect.fail('w is not listed'))

  const graph = new GraphBuilder('sum')
  const input = graph.input('x', 'F32', [2])
  const sum = graph.op('Add', [input, graph.weight(weight, [2], 'F32')])
  graph.output(sum, 'F32', [2])
  const open = (root: string) =>
    InferenceSession.create(writeModel(graph.build()), {
      executionProviders: ['cpu'],
      extra: { session: { model_external_initializers_file_folder_path: root } },
    })
  const session = await open(folder)
  const outputs = await session.run({ x: new Tensor('float32', [10, 20], [2]) })
  expect(Object.values(outputs).map(({ data }) => [...data])).toEqual([[13, 24]])
  await session.release()
})
