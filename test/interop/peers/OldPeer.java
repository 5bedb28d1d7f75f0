// A client with one old protocol version and one suite, whatever the policy of the installation says.
//
//     java OldPeer.java PORT VERSION SUITE    gets / without verifying anything, and prints the response

import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.Security;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

public class OldPeer {
    public static void main(String[] arguments) throws Exception {
        Security.setProperty("jdk.tls.disabledAlgorithms", "");
        Security.setProperty("jdk.tls.legacyAlgorithms", "");
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, null, null);
        int port = Integer.parseInt(arguments[0]);
        try (SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket("localhost", port)) {
            socket.setEnabledProtocols(new String[] {arguments[1]});
            socket.setEnabledCipherSuites(new String[] {arguments[2]});
            socket.startHandshake();
            OutputStream out = socket.getOutputStream();
            String request = "GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
            out.write(request.getBytes(StandardCharsets.US_ASCII));
            out.flush();
            System.out.write(socket.getInputStream().readAllBytes());
            System.out.flush();
        }
    }
}
