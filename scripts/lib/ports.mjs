import { connect, createServer } from 'node:net';

const LOOPBACKS = ['127.0.0.1', '::1'];

/** Whether anything listens on the port of this machine, on either loopback address. @param {number} port */
export async function isTaken(port) {
  const answers = await Promise.all(LOOPBACKS.flatMap((host) => [answersOn(host, port), cannotListen(host, port)]));
  return answers.includes(true);
}

/** @param {string} host @param {number} port @returns {Promise<boolean>} */
function answersOn(host, port) {
  return new Promise((resolve) => {
    const socket = connect({ host, port });
    const settle = (/** @type {boolean} */ answer) => (socket.destroy(), resolve(answer));
    socket.setTimeout(1_000, () => settle(false));
    socket.once('connect', () => settle(true)).once('error', () => settle(false));
  });
}

/** A machine without IPv6 has no ::1: that is not a taken port. @param {string} host @param {number} port @returns {Promise<boolean>} */
function cannotListen(host, port) {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', (error) =>
      resolve(['EADDRINUSE', 'EACCES'].includes(/** @type {NodeJS.ErrnoException} */ (error).code ?? '')),
    );
    server.listen({ host, port, exclusive: true }, () => server.close(() => resolve(false)));
  });
}
