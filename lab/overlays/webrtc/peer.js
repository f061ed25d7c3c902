// SPDX-License-Identifier: GPL-2.0

// One of two WebRTC peers with a data channel that loses packets as UDP does. What comes
// to a port of UDP of the offerer's host is sent to the answerer, which sends it back.
//
// usage: node peer.js offer|answer DIRECTORY STUN [PORT]
//
// Offer and answer are handed over in files of DIRECTORY, once: as of two peers whose
// signalling says nothing any more. Candidates are IPv4 only.

'use strict';

const dgram = require('dgram');
const fs = require('fs');
const path = require('path');
const {RTCPeerConnection} = require('@roamhq/wrtc');

const [role, directory, stun, port] = process.argv.slice(2);
const LOOK = 100;		// milliseconds between looks for a file

const pc = new RTCPeerConnection({iceServers: [{urls: `stun:${stun}`}]});

function say(...words) {
	console.log(new Date().toISOString(), role, ...words);
}

function hand(name, description) {
	const file = path.join(directory, name);

	fs.writeFileSync(file + '.new', JSON.stringify(description));
	fs.renameSync(file + '.new', file);
}

async function take(name) {
	const file = path.join(directory, name);

	while (!fs.existsSync(file))
		await new Promise((done) => setTimeout(done, LOOK));
	return JSON.parse(fs.readFileSync(file, 'utf8'));
}

function isUsed(line) {
	return !line.startsWith('a=candidate:') || !line.split(' ')[4].includes(':');
}

// The own description, with all candidates.
async function gathered(make) {
	await pc.setLocalDescription(await make());
	while (pc.iceGatheringState !== 'complete')
		await new Promise((done) => setTimeout(done, LOOK));
	const {type, sdp} = pc.localDescription;

	return {type, sdp: sdp.split('\r\n').filter(isUsed).join('\r\n')};
}

async function offer() {
	const channel = pc.createDataChannel('lab', {ordered: false, maxRetransmits: 0});
	const socket = dgram.createSocket('udp4');
	let asker = null;

	socket.on('message', (data, from) => {
		asker = from;
		if (channel.readyState === 'open')
			channel.send(data);
	});
	channel.onmessage = ({data}) =>
		socket.send(Buffer.from(data), asker.port, asker.address);
	socket.bind(Number(port), '127.0.0.1');
	hand('offer', await gathered(() => pc.createOffer()));
	await pc.setRemoteDescription(await take('answer'));
}

async function answer() {
	pc.ondatachannel = ({channel}) => {
		channel.onmessage = ({data}) => channel.send(data);
	};
	await pc.setRemoteDescription(await take('offer'));
	hand('answer', await gathered(() => pc.createAnswer()));
}

pc.oniceconnectionstatechange = () => say('ice', pc.iceConnectionState);
pc.onconnectionstatechange = () => say('connection', pc.connectionState);
(role === 'offer' ? offer() : answer()).catch((error) => {
	say(error);
	process.exit(1);
});
