import { parentPort, workerData } from 'node:worker_threads'
import { sendError } from '../thread-messages'
import { openTextToImage } from './open-text-to-image'
import type { SynthesizerCall, SynthesizerReply, SynthesizerTask } from './threaded-text-to-image'

/** Opens a text-to-image pipeline in this thread and draws what is asked for, one picture after the other. */
async function serve({ directory, settings }: SynthesizerTask): Promise<void> {
  if (!parentPort) throw new Error('this file runs in a thread of its own')
  const port = parentPort
  const reply = (message: SynthesizerReply) => port.postMessage(message)
  try {
    const synthesizer = await openTextToImage(directory, settings)
    port.on('message', ({ call, request }: SynthesizerCall) => {
      const work = request === null ? synthesizer.close().then(() => null) : synthesizer.synthesize(request)
      work
        .then(value => reply({ call, value }))
        .catch(error => reply({ call, error: sendError(error) }))
        .finally(() => request === null && port.close())
    })
    reply({ opened: synthesizer.identity })
  } catch (error) {
    reply({ call: null, error: sendError(error) })
    port.close()
  }
}

await serve(workerData)
