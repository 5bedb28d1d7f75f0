// A TLS client or server in Java.
//
//     java Peer.java client PORT ROOT.p12 PASSWORD VERSION [N]   gets / and prints version, suite and the response;
//                                                                N times, with sessions
//     java Peer.java server IDENTITY.p12 PASSWORD VERSION    prints its port, answers all requests with version and suite
//
// VERSION is "TLSv1", "TLSv1.1", "TLSv1.2", "TLSv1.3" or "any".
//
// Properties: -Dpeer.suite=NAME enables this suite only, and everything that Java disables by default.
//             -Dpeer.identity=IDENTITY.p12 is the client's certificate, with the same password.

import java.io.FileInputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.KeyStore;
import java.security.Security;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

public class Peer {
    static final String SUITE = System.getProperty("peer.suite");

    static {
        if (SUITE != null) { // before the first use of TLS, which reads them
            for (String name : new String[] {"jdk.tls.disabledAlgorithms", "jdk.certpath.disabledAlgorithms", "jdk.tls.legacyAlgorithms"}) {
                Security.setProperty(name, "");
            }
        }
    }

    static KeyManager[] keys(String identity, String password) throws Exception {
        KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
        keys.init(read(identity, password), password.toCharArray());
        return keys.getKeyManagers();
    }

    static KeyStore read(String path, String password) throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = new FileInputStream(path)) {
            store.load(in, password.toCharArray());
        }
        return store;
    }

    static String describe(SSLSession session) {
        return "java: " + session.getProtocol() + " " + session.getCipherSuite() + "\n";
    }

    static void client(int port, String roots, String password, String version, int connections) throws Exception {
        TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
        trust.init(read(roots, password));
        SSLContext context = SSLContext.getInstance("TLS");
        String identity = System.getProperty("peer.identity");
        context.init(identity == null ? null : keys(identity, password), trust.getTrustManagers(), null);
        for (int i = 0; i < connections; ++i) {
            get(context, port, version);
        }
    }

    static void get(SSLContext context, int port, String version) throws Exception {
        try (SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket("localhost", port)) {
            if (!version.equals("any")) {
                socket.setEnabledProtocols(new String[] {version});
            }
            if (SUITE != null) {
                socket.setEnabledCipherSuites(new String[] {SUITE});
            }
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            socket.setSSLParameters(parameters);
            socket.startHandshake();
            System.out.print(describe(socket.getSession()));
            OutputStream out = socket.getOutputStream();
            out.write("GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            out.flush();
            System.out.write(socket.getInputStream().readAllBytes());
            System.out.flush();
        }
    }

    static void server(String identity, String password, String version) throws Exception {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys(identity, password), null, null);
        SSLServerSocket acceptor = (SSLServerSocket) context.getServerSocketFactory().createServerSocket(0);
        if (!version.equals("any")) {
            acceptor.setEnabledProtocols(new String[] {version});
        }
        if (SUITE != null) {
            acceptor.setEnabledCipherSuites(new String[] {SUITE});
        }
        System.out.println("listening on localhost:" + acceptor.getLocalPort());
        for (;;) {
            try (SSLSocket socket = (SSLSocket) acceptor.accept()) {
                socket.startHandshake();
                InputStream in = socket.getInputStream();
                StringBuilder request = new StringBuilder();
                while (request.indexOf("\r\n\r\n") < 0) {
                    int next = in.read();
                    if (next < 0) {
                        break;
                    }
                    request.append((char) next);
                }
                byte[] body = describe(socket.getSession()).getBytes(StandardCharsets.US_ASCII);
                String head = "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: " + body.length + "\r\n\r\n";
                socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
                socket.getOutputStream().write(body);
                socket.getOutputStream().flush();
            } catch (java.io.IOException e) {
                System.out.println("connection failed: " + e.getMessage());
            }
        }
    }

    public static void main(String[] arguments) throws Exception {
        if ((arguments.length == 5 || arguments.length == 6) && arguments[0].equals("client")) {
            int connections = arguments.length == 6 ? Integer.parseInt(arguments[5]) : 1;
            client(Integer.parseInt(arguments[1]), arguments[2], arguments[3], arguments[4], connections);
        } else if (arguments.length == 4 && arguments[0].equals("server")) {
            server(arguments[1], arguments[2], arguments[3]);
        } else {
            throw new IllegalArgumentException("usage: client PORT ROOT.p12 PASSWORD VERSION [N] | server IDENTITY.p12 PASSWORD VERSION");
        }
    }
}
