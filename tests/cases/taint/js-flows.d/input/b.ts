import { Request, Response, Router } from 'express';
import { exec } from 'child_process';
import * as fs from 'fs';
const router = Router();
export const a = async (req: Request, res: Response): Promise<void> => {
  const id = req.query.id as string;
  exec(`ls ${id}`); // BAD command-injection
  const n: number = Number(req.query.n);
  exec(`ls ${n}`);
};
router.get('/x', (request: Request, response: Response) => {
  fs.readFileSync(request.params.f); // BAD path-traversal
  response.send(request.body.html!); // BAD xss
});
export class C {
  constructor(private readonly db: Db) {}
  async find(req: Request) {
    return this.db.query(`select ${req.params.id}`); // BAD sql-injection
  }
}
