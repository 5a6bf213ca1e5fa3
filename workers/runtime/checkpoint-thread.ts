import { parentPort, workerData } from 'node:worker_threads'
import type { Checkpoint } from './checkpoint'
import { openCheckpoint } from './open-checkpoint'
import { sendError, type ThreadCall, type ThreadReply, type ThreadTask } from './thread-messages'

/** Opens a checkpoint in this thread and answers calls one after the other, in the order they come. */
async function serve(task: ThreadTask): Promise<void> {
  if (!parentPort) throw new Error('this file runs in a thread of its own')
  const port = parentPort
  const reply = (message: ThreadReply) => port.postMessage(message)
  try {
    const checkpoint = await openCheckpoint(task.directory, task.settings)
    const { digest, shape, provider, precision, costs } = checkpoint
    let turn: Promise<void> = Promise.resolve()
    port.on('message', (message: ThreadCall) => {
      turn = turn.then(async () => {
        try {
          reply({ call: message.call, value: await perform(checkpoint, message) })
        } catch (error) {
          reply({ call: message.call, error: sendError(error) })
        }
        if (message.method === 'close') port.close()
      })
    })
    reply({ opened: { digest, shape, provider, precision, costs } })
  } catch (error) {
    reply({ call: null, error: sendError(error) })
    port.close()
  }
}

function perform(checkpoint: Checkpoint, call: ThreadCall): Promise<unknown> {
  switch (call.method) {
    case 'promptOutline':
      return checkpoint.promptOutline(...call.args)
    case 'encodeImage':
      return checkpoint.encodeImage(...call.args)
    case 'generate':
      return checkpoint.generate(...call.args)
    case 'generateAll':
      return checkpoint.generateAll(...call.args)
    case 'scoreContinuations':
      return checkpoint.scoreContinuations(...call.args)
    case 'hiddenStates':
      return checkpoint.hiddenStates(...call.args)
    case 'close':
      return checkpoint.close()
  }
}

await serve(workerData)
