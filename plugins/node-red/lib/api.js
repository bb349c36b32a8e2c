// The gateway's API with a token.
'use strict';

const http = require('node:http');
const https = require('node:https');
const { Refusal, parsed } = require('./contract.js');

const PATIENCE_MS = 15_000;
const MAX_ANSWER = 32 * 1024 * 1024;

/** The decoded answer; rejects with a Refusal that carries the gateway's key. */
function call({ base, token, ca }, method, path, query = {}) {
  return new Promise((resolve, reject) => {
    let url;
    try {
      url = new URL(path, base.endsWith('/') ? base : `${base}/`);
    } catch {
      reject(new Refusal('api_address_invalid', `"${base}" is not an address like https://box:8443`));
      return;
    }
    for (const [name, values] of Object.entries(query)) {
      for (const value of [values].flat()) if (value !== undefined) url.searchParams.append(name, String(value));
    }
    const sender = url.protocol === 'https:' ? https : http;
    const headers = { accept: 'application/json', ...(token ? { authorization: `Bearer ${token}` } : {}) };
    const options = { method, headers, timeout: PATIENCE_MS, ...(ca ? { ca } : {}) };
    const request = sender.request(url, options, (answer) => {
      const chunks = [];
      let size = 0;
      answer.on('data', (chunk) => {
        size += chunk.length;
        if (size > MAX_ANSWER) request.destroy(new Error('the answer is too large'));
        else chunks.push(chunk);
      });
      answer.on('end', () => {
        const body = parsed(Buffer.concat(chunks));
        if (answer.statusCode >= 200 && answer.statusCode < 300) resolve(body);
        else {
          const { key = 'http_error', message = `HTTP ${answer.statusCode}`, params = {} } = body?.error ?? {};
          reject(new Refusal(key, message, params));
        }
      });
      answer.on('error', (error) => reject(unreachable(error)));
    });
    request.on('timeout', () => request.destroy(new Error('no answer in time')));
    request.on('error', (error) => reject(unreachable(error)));
    request.end();
  });
}

function unreachable(error) {
  return new Refusal('gateway_unreachable', `the gateway does not answer: ${error.message || error.code}`);
}

module.exports = { call };
