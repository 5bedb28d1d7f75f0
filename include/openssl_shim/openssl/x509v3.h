/* subjectAltName entries. */

#ifndef TLS_OPENSSL_SHIM_OPENSSL_X509V3_H
#define TLS_OPENSSL_SHIM_OPENSSL_X509V3_H

#include <openssl/x509.h>

#pragma GCC visibility push(default)

#define GEN_OTHERNAME 0
#define GEN_EMAIL 1
#define GEN_DNS 2
#define GEN_X400 3
#define GEN_DIRNAME 4
#define GEN_EDIPARTY 5
#define GEN_URI 6
#define GEN_IPADD 7
#define GEN_RID 8

typedef struct GENERAL_NAME_st {
    int type; /* GEN_ */
    union {
        char* ptr; /* null for kinds without a member here */
        ASN1_IA5STRING* rfc822Name;
        ASN1_IA5STRING* dNSName;
        X509_NAME* directoryName;
        ASN1_IA5STRING* uniformResourceIdentifier;
        ASN1_OCTET_STRING* iPAddress;
        ASN1_OBJECT* registeredID;
        ASN1_OCTET_STRING* ip;
        X509_NAME* dirn;
        ASN1_IA5STRING* ia5;
        ASN1_OBJECT* rid;
    } d;
} GENERAL_NAME;

STACK_OF(GENERAL_NAME);
typedef STACK_OF(GENERAL_NAME) GENERAL_NAMES;

void GENERAL_NAME_free(GENERAL_NAME* name);
void GENERAL_NAMES_free(GENERAL_NAMES* names);
int sk_GENERAL_NAME_num(const GENERAL_NAMES* names);
GENERAL_NAME* sk_GENERAL_NAME_value(const GENERAL_NAMES* names, int position);
void sk_GENERAL_NAME_free(GENERAL_NAMES* names);
void sk_GENERAL_NAME_pop_free(GENERAL_NAMES* names, void (*free)(GENERAL_NAME*));

#pragma GCC visibility pop

#endif
