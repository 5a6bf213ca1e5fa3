import { checkpointDigest } from '#lib/domain/checkpoint'
import type { Checkpoint } from '#workers/runtime/checkpoint'
import { compileCheckpoint, plainOptions } from '#workers/runtime/compile-checkpoint'
import { Decoder, type DecoderSession } from '#workers/runtime/decoder'
import { checkpointCosts } from '#workers/runtime/engine-costs'
import { LoadedCheckpoint } from '#workers/runtime/loaded-checkpoint'
import { keepsActivations } from '#workers/runtime/open-checkpoint'
import { openText } from '#workers/runtime/open-text'
import { openSession, type Runner } from '#workers/runtime/session'
import { Vision } from '#workers/runtime/vision'
import { RowReader, readTensor } from '#workers/safetensors/read-rows'

/** A checkpoint whose every run of a session is told. @param ran takes its milliseconds. */
export async function openTimedCheckpoint(
  folder: string,
  threads: number,
  layersPerSession: number,
  ran: (milliseconds: number) => void,
): Promise<Checkpoint> {
  const options = { ...plainOptions, layersPerSession }
  const prepared = compileCheckpoint(folder, options)
  const { compiled, tensors, shape } = prepared
  const arena = keepsActivations(prepared)
  const open = async (graph: Parameters<typeof openSession>[0]) =>
    timedRunner(await openSession(graph, tensors.folder, { provider: 'cpu', threads, arena }), ran)
  const sessions: DecoderSession[] = []
  for (const { graph, from, to } of [...prepared.decoder].reverse())
    sessions.unshift({ from, to, session: await open(graph) })
  const decoder = new Decoder(sessions, compiled.language, 'none')
  const vision = new Vision(await open(prepared.vision), shape.vision.imageSize)
  const embeddings = new RowReader(tensors.folder, prepared.embedding)
  return new LoadedCheckpoint({
    ...{ shape, compiled, vision, decoder, embeddings },
    // Nothing is kept of these answers.
    digest: checkpointDigest.parse(`sha256:${'0'.repeat(64)}`),
    dialect: options.dialect,
    costs: checkpointCosts(prepared, options),
    newline: prepared.newline && readTensor(tensors.folder, prepared.newline),
    ...openText(prepared.files),
    tapped: false,
    async release() {
      embeddings.close()
      await vision.release()
      await decoder.release()
    },
  })
}

function timedRunner(session: Runner, ran: (milliseconds: number) => void): Runner {
  return {
    async run(feeds) {
      const start = performance.now()
      const outputs = await session.run(feeds)
      ran(performance.now() - start)
      return outputs
    },
    release: () => session.release(),
  }
}
