import { createHash } from 'node:crypto'
import type { CheckpointDigest } from '#lib/domain/checkpoint'
import type { Synthesizer, SynthesizerIdentity } from '#lib/domain/synthesizer'
import type { SynthesizerChoice } from '#lib/env'
import { digestCheckpoint } from '#workers/runtime/digest'
import type { ImageEncoder } from '#workers/runtime/encoder'
import { type OpenOptions, openCheckpoint } from '#workers/runtime/open-checkpoint'
import { openEncoder } from '#workers/runtime/open-encoder'
import { openThreadedTextToImage } from '#workers/runtime/text-to-image/threaded-text-to-image'
import { openTensors } from '#workers/safetensors/tensor-directory'
import { openSynthesizerEndpoint } from '#workers/services/synthesizer-endpoint'
import type { ArtifactFolder } from './artifact-folder'
import type { Maker } from './maker'
import type { ArtifactMakers } from './open-artifacts'
import type { EncoderName } from './saliency'
import type { Synthesis, SynthesisName } from './synthesized-set'

/** What a machine has to make artifacts with: folders, null where there is none. */
export interface ArtifactMeans {
  /** Of an encoder with class attention. */
  readonly saliency: string | null
  readonly captioner: string | null
  readonly synthesizer: SynthesizerChoice | null
  /** Of an encoder that tells how like its original a synthesized picture is. */
  readonly likeness: string | null
}

/** Names what makes artifacts by its files, each of which is hashed once a process, and opens it when it is needed. */
export class MachineMakers {
  private readonly digests = new Map<string, Promise<CheckpointDigest>>()
  private drawer: Promise<SynthesizerIdentity> | null = null

  constructor(
    private readonly own: ArtifactMeans,
    private readonly engine: OpenOptions,
  ) {}

  makers(folder: ArtifactFolder): ArtifactMakers {
    const { saliency, captioner, synthesizer, likeness } = this.own
    return {
      folder,
      saliency: saliency === null ? null : this.encoder(saliency),
      likeness: likeness === null ? null : this.encoder(likeness),
      synthesis: captioner === null || synthesizer === null ? null : this.synthesis(captioner, synthesizer),
    }
  }

  digest(directory: string): Promise<CheckpointDigest> {
    return remembered(this.digests, directory, () =>
      digestCheckpoint(directory, openTensors(directory).files, this.engine.digestMemory),
    )
  }

  /** What draws, in one hash of everything that decides a picture, with the model's name where it is a server. */
  async synthesizerName(choice: SynthesizerChoice): Promise<string> {
    const identity = await this.identity(choice)
    const hash = createHash('sha256').update(JSON.stringify(identity)).digest('hex')
    return identity.kind === 'images-api' ? `${identity.model} sha256:${hash}` : `sha256:${hash}`
  }

  private encoder(directory: string): Maker<EncoderName, ImageEncoder> {
    const { provider, precision = 'fp32' } = this.engine
    return {
      name: async () => ({ digest: await this.digest(directory), provider, precision }),
      open: () => openEncoder(directory, this.engine),
    }
  }

  private synthesis(captioner: string, choice: SynthesizerChoice): Maker<SynthesisName, Synthesis> {
    return {
      name: async () => ({
        captioner: await this.digest(captioner),
        synthesizer: await this.identity(choice),
      }),
      open: async () => {
        const draws = await openSynthesizer(choice, this.engine)
        const speaks = await openCheckpoint(captioner, this.engine).catch(async error => {
          await draws.close()
          throw error
        })
        const close = async () => {
          await speaks.close()
          await draws.close()
        }
        return { captioner: speaks, synthesizer: draws, close }
      },
    }
  }

  /** Its graphs are loaded with the first picture only, so that asking for it costs hashes. */
  private identity(choice: SynthesizerChoice): Promise<SynthesizerIdentity> {
    this.drawer ??= identityOf(choice, this.engine).catch(error => {
      this.drawer = null
      throw error
    })
    return this.drawer
  }
}

async function identityOf(choice: SynthesizerChoice, engine: OpenOptions): Promise<SynthesizerIdentity> {
  const synthesizer = await openSynthesizer(choice, engine)
  const { identity } = synthesizer
  await synthesizer.close()
  return identity
}

/** What failed is tried again. */
function remembered<T>(memory: Map<string, Promise<T>>, key: string, find: () => Promise<T>): Promise<T> {
  const known = memory.get(key)
  if (known) return known
  const found = find().catch(error => {
    memory.delete(key)
    throw error
  })
  memory.set(key, found)
  return found
}

function openSynthesizer(choice: SynthesizerChoice, engine: OpenOptions): Promise<Synthesizer> {
  return choice.kind === 'folder'
    ? openThreadedTextToImage(choice.folder, engine)
    : Promise.resolve(openSynthesizerEndpoint(choice))
}
