/** A repair met what somebody wrote meanwhile, and wrote nothing: the next inspection looks again. */
export class Overtaken extends Error {
  constructor() {
    super('cannot repair; it was written to meanwhile');
    this.name = new.target.name;
  }
}
