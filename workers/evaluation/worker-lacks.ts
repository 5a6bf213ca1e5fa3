/** This machine cannot do what another one may: the slice is handed on, and the run goes on. */
export class WorkerLacks extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'WorkerLacks'
  }
}
